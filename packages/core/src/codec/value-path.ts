import { inspect, types } from 'node:util';

/** What leads from a container to one of its parts: an index, a property's name, or (for a `Map`) a place among its keys and values. */
export type PathKey = string | number;

const IDENTIFIER = /^[A-Za-z_$][\w$]*$/;
const PRINT_LIMIT = 60;
const SHOWN_ENDS = 8;

/** The place of a value in a message, as an expression: `args[0].a.b`. Long ones lose their middle. */
export function describePath(rootName: string, parents: readonly unknown[], keys: readonly PathKey[]): string {
  const steps = keys.map((key, depth) => describeStep(parents[depth], key));
  if (steps.length <= 2 * SHOWN_ENDS) return rootName + steps.join('');
  const left = steps.length - 2 * SHOWN_ENDS;
  return `${rootName}${steps.slice(0, SHOWN_ENDS).join('')}…(${left} more)…${steps.slice(-SHOWN_ENDS).join('')}`;
}

/** A value on one short line. Never throws. */
export function print(value: unknown): string {
  const text = typeof value === 'function' ? printFunction(value) : printAny(value);
  const line = text.replace(/\s+/g, ' ');
  return line.length <= PRINT_LIMIT ? line : `${line.slice(0, PRINT_LIMIT - 1)}…`;
}

function printAny(value: unknown): string {
  if (types.isProxy(value)) return 'a Proxy';
  try {
    return inspect(value, { depth: 0, maxArrayLength: 3, maxStringLength: PRINT_LIMIT, customInspect: false });
  } catch {
    return `a value of type ${typeof value}`;
  }
}

function printFunction(value: object): string {
  const text = printAny(value);
  return text.startsWith('[class') ? text : `function ${Function.prototype.toString.call(value)}`;
}

function describeStep(parent: unknown, key: PathKey): string {
  if (parent instanceof Map) return describeMapStep(parent, Number(key));
  if (parent instanceof Set) return `.values()[${key}]`;
  if (typeof key === 'number' || /^\d+$/.test(key)) return `[${key}]`;
  return IDENTIFIER.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
}

/** Keys stand at even places, values at odd ones. */
function describeMapStep(map: ReadonlyMap<unknown, unknown>, place: number): string {
  const index = place >> 1;
  if (place % 2 === 0) return `.keys()[${index}]`;
  return `.get(${print([...map.keys()][index])})`;
}
