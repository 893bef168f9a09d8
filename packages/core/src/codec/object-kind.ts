import { types } from 'node:util';
import { isMoved } from './move.js';
import { boundName } from './thread-bound.js';

/** What has parts that may be containers in their turn. */
export type ContainerKind = 'plain' | 'array' | 'map' | 'set' | 'error';

/** How an object is written. */
export type ObjectKind =
  | ContainerKind
  | 'view'
  | 'buffer'
  | 'sharedBuffer'
  | 'date'
  | 'regExp'
  | 'boxed'
  | 'moved'
  | 'proxy'
  | 'bound'
  | 'host';

const { getPrototypeOf, getOwnPropertyDescriptor, getOwnPropertySymbols } = Object;
const { isArray } = Array;
const { isView } = ArrayBuffer;
const { isAnyArrayBuffer, isBoxedPrimitive, isDate, isMap, isModuleNamespaceObject } = types;
const { isNativeError, isProxy, isRegExp, isSet, isSharedArrayBuffer } = types;
const sourceOf = Function.prototype.call.bind(Function.prototype.toString) as (f: unknown) => string;

const plainPrototype = Object.prototype;
const arrayPrototype = Array.prototype;

/** Whose methods tell Node how to clone or transfer an instance: Node keeps these symbols to itself, but not their names. */
const TRANSFER_SYMBOLS = new Set(['messaging_clone_symbol', 'messaging_transfer_symbol']);

/** Tells what an object is by what it holds inside, as structured clone does, and not by what it claims to be. */
export function kindOf(object: object): ObjectKind {
  if (isProxy(object)) return 'proxy';
  const prototype = getPrototypeOf(object) as object | null;
  if (prototype === plainPrototype) return 'plain';
  if (prototype === arrayPrototype && isArray(object)) return 'array';
  return builtinKindOf(object) ?? classKindOf(object, prototype);
}

function builtinKindOf(object: object): ObjectKind | undefined {
  if (isMoved(object)) return 'moved';
  if (isArray(object)) return 'array';
  if (isView(object)) return 'view';
  if (isAnyArrayBuffer(object)) return isSharedArrayBuffer(object) ? 'sharedBuffer' : 'buffer';
  if (isMap(object)) return 'map';
  if (isSet(object)) return 'set';
  if (isDate(object)) return 'date';
  if (isNativeError(object) || object instanceof Error) return 'error';
  if (isRegExp(object)) return 'regExp';
  if (isBoxedPrimitive(object)) return 'boxed';
  return undefined;
}

/** What instances of a prototype are: asked once for each class. */
const classKinds = new WeakMap<object, ObjectKind>();

/**
 * Instances of a program's classes travel as plain objects. What the runtime makes (ports, blobs, keys, modules) has parts that no
 * program sees, and only structured clone can tell whether and how it goes. A wrong 'host' does no harm: structured
 * clone then writes an ordinary object just as we would.
 */
function classKindOf(object: object, prototype: object | null): ObjectKind {
  if (prototype === null) return isModuleNamespaceObject(object) ? 'host' : 'plain';
  let kind = classKinds.get(prototype);
  if (kind === undefined) classKinds.set(prototype, (kind = kindOfInstances(prototype)));
  return kind;
}

function kindOfInstances(prototype: object): ObjectKind {
  if (boundName(prototype) !== undefined) return 'bound';
  return isHostPrototype(prototype) ? 'host' : 'plain';
}

/** The last prototype of the chain is some realm's `Object.prototype`, or a program's own root, and makes no difference. */
function isHostPrototype(prototype: object): boolean {
  let current = prototype;
  for (
    let next = getPrototypeOf(current) as object | null;
    next !== null;
    next = getPrototypeOf(current) as object | null
  ) {
    if (belongsToRuntime(current)) return true;
    current = next;
  }
  return false;
}

/** The prototypes of generators and iterators have no constructor of their own to be known by. */
const iteratorPrototypes = new Set<object>(
  [[].values(), (function* () {})(), (async function* () {})()].map((iterator) => rootBelowObject(iterator)),
);

function rootBelowObject(object: object): object {
  const next = getPrototypeOf(object) as object;
  return next === plainPrototype ? object : rootBelowObject(next);
}

function belongsToRuntime(prototype: object): boolean {
  if (iteratorPrototypes.has(prototype)) return true;
  if (getOwnPropertySymbols(prototype).some(({ description }) => TRANSFER_SYMBOLS.has(description ?? ''))) return true;
  const constructor: unknown = getOwnPropertyDescriptor(prototype, 'constructor')?.value;
  if (typeof constructor !== 'function') return false;
  return isGlobal(constructor) || sourceOf(constructor).includes('[native code]');
}

function isGlobal(constructor: { readonly name: string }): boolean {
  return (globalThis as Record<string, unknown>)[constructor.name] === constructor;
}
