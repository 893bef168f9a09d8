import { isAsyncFunction, isProxy } from 'node:util/types';
import { show } from './option-checks.js';

/** Functions that need nothing but their arguments. */
export type InlineFunctions = Readonly<Record<string, (...args: never[]) => unknown>>;

/**
 * A `data:` module made of the sources of self-contained functions. What they close over does not travel. Throws `TypeError` for what has no source of
 * its own: native and bound functions, classes.
 */
export function inlineModule(functions: InlineFunctions): string {
  if (typeof functions !== 'object' || functions === null || isProxy(functions)) {
    throw new TypeError(`Expected an object of functions, got ${show(functions)}.`);
  }
  const names = Object.keys(functions);
  const lines = names.map((name, index) => `const f${index} = ${expressionOf(name, functions[name])};`);
  const exported = names.map((name, index) => `f${index} as ${JSON.stringify(name)}`);
  const source = `${lines.join('\n')}\nexport { ${exported.join(', ')} };`;
  return `data:text/javascript,${encodeURIComponent(source)}`;
}

/** An expression that makes the function again. */
function expressionOf(name: string, value: unknown): string {
  if (typeof value !== 'function') throw new TypeError(`Expected \`${name}\` to be a function, got ${show(value)}.`);
  const source = Function.prototype.toString.call(value);
  if (/\{\s*\[native code\]\s*\}\s*$/.test(source)) {
    throw new TypeError(`Expected \`${name}\` to be a function with a source of its own, got a native or bound one.`);
  }
  if (/^class\b/.test(source)) throw new TypeError(`Expected \`${name}\` to be a function, got a class.`);
  // Not the arrow `get => …`, nor the method `get (…) {…}`.
  if (/^(get|set)\s+(?!=>|\()/.test(source))
    throw new TypeError(`Expected \`${name}\` to be a function or a method, got an accessor.`);
  return isMethod(source, value) ? `Object.values({ ${source} })[0]` : `(${source})`;
}

/** Methods are written without `function` and without an arrow; alone among those three they have no `prototype` and are no arrow. */
function isMethod(source: string, value: object): boolean {
  if (/^(async\s+)?function\b/.test(source)) return false;
  return !isArrow(source, value);
}

/** An arrow's parameters come first, then the arrow: one identifier, or a list in parentheses right at the start. */
function isArrow(source: string, value: object): boolean {
  if (Object.hasOwn(value, 'prototype')) return false;
  // `async(x) …` is an arrow, or a method of that name, which is not asynchronous.
  if (/^async\s*\(/.test(source)) return isAsyncFunction(value);
  return /^(async\s*)?(\(|[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*\s*=>)/u.test(source);
}
