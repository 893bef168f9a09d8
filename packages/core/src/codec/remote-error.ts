/**
 * How an error travels. Structured clone keeps `message`, `stack` and `cause` of the built-in classes; here an error keeps its name,
 * `errors` and own properties too, so that what a task throws reads the same on either side.
 *
 * ```text
 *  head := u8(class) text(name) text(message) text(stack)         text := string | Undefined
 *  body := (value | End)(cause) (value | End)(errors) entries     End: there is none; entries: own enumerable properties
 * ```
 */

import { webAssembly } from '../wasm/webassembly.js';

type ErrorConstructor = new (message?: string) => Error;

const AggregateConstructor = AggregateError as unknown as ErrorConstructor;

/** By their numbers. */
const CLASSES: readonly ErrorConstructor[] = [
  EvalError,
  RangeError,
  ReferenceError,
  SyntaxError,
  TypeError,
  URIError,
  AggregateConstructor,
  Error,
  ...wasmErrors(),
];

/** The runtime may have been started without WebAssembly; the types of Node do not tell of it. */
function wasmErrors(): readonly ErrorConstructor[] {
  if (webAssembly === undefined) return [];
  return [webAssembly.RuntimeError, webAssembly.LinkError, webAssembly.CompileError];
}

/** Has its own number, as it cannot be changed once it is made. */
const DOM_EXCEPTION = 100;
const PLAIN_ERROR = CLASSES.indexOf(Error);
const numbers = new Map<object, number>(CLASSES.map((constructor, number) => [constructor.prototype, number]));

/** Whether a property is one of those that make the error, and are written before all others. */
export function isTextPart(name: string): boolean {
  return name === 'name' || name === 'message' || name === 'stack';
}

/** The number of the nearest built-in class; for an error of another realm, whose classes are others, that of its name. */
export function errorClassOf(error: Error, name: string | undefined): number {
  if (error instanceof DOMException) return DOM_EXCEPTION;
  for (let object = error as object | null; object !== null; object = Object.getPrototypeOf(object) as object | null) {
    const number = numbers.get(object);
    if (number !== undefined) return number;
  }
  const named = CLASSES.findIndex((constructor) => constructor.name === name);
  return named === -1 ? PLAIN_ERROR : named;
}

/** An error of that class without parts; undefined for a number that stands for none. */
export function createError(number: number, name: string | undefined, message: string | undefined): object | undefined {
  if (number === DOM_EXCEPTION) return new DOMException(message, name);
  const constructor = CLASSES[number];
  if (constructor === undefined) return undefined;
  const error = constructUntraced(constructor);
  if (name !== undefined && name !== constructor.name) defineHidden(error, 'name', name);
  if (message !== undefined) defineHidden(error, 'message', message);
  return error;
}

/** Its stack is that of the other side; to note ours first would take longer than all the rest. */
function constructUntraced(constructor: ErrorConstructor): Error {
  const { stackTraceLimit } = Error;
  Reflect.set(Error, 'stackTraceLimit', 0);
  try {
    return Reflect.construct(constructor, constructor === AggregateConstructor ? [[]] : []) as Error;
  } finally {
    Reflect.set(Error, 'stackTraceLimit', stackTraceLimit);
  }
}

/** Defines a property as the constructors of errors do: not enumerable. */
export function defineHidden(object: object, name: string, value: unknown): void {
  Object.defineProperty(object, name, { value, writable: true, configurable: true, enumerable: false });
}
