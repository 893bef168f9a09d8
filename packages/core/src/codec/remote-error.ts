/**
 * How an error travels. Structured clone keeps `message`, `stack` and `cause` of the built-in classes; here an error keeps its name,
 * `errors` and own properties too, so that what a task throws reads the same on either side.
 *
 * ```text
 *  error := u8(class) parts value(cause | End) value(errors | End) entries(other own enumerable properties)
 *  parts := (string | Undefined) of name, message, stack          Undefined: there is none of its own
 * ```
 */

type ErrorConstructor = new (message?: string) => Error;

/** By number, the more special class first where one is a subclass of the other. */
const CLASSES: readonly ErrorConstructor[] = [
  EvalError,
  RangeError,
  ReferenceError,
  SyntaxError,
  TypeError,
  URIError,
  AggregateError as unknown as ErrorConstructor,
  Error,
];

/** Has its own number, as it cannot be changed once it is made. */
export const DOM_EXCEPTION = 100;
const PLAIN_ERROR = CLASSES.indexOf(Error);
const prototypes = new Map(CLASSES.map((constructor, number) => [constructor.prototype, number]));

/** Told apart from other properties: they are written before them, and come back as the constructors make them. */
export const ERROR_PARTS: ReadonlySet<string> = new Set(['name', 'message', 'stack', 'cause', 'errors']);

/** The number of the nearest built-in class. An error of another realm is known by its name only. */
export function errorClassOf(error: object): number {
  if (error instanceof DOMException) return DOM_EXCEPTION;
  for (
    let prototype: object | null = error;
    prototype !== null;
    prototype = Object.getPrototypeOf(prototype) as object | null
  ) {
    const number = prototypes.get(prototype as Error);
    if (number !== undefined) return number;
  }
  return PLAIN_ERROR;
}

/** The class's name where it is a built-in one. */
export function errorClassName(number: number): string | undefined {
  return CLASSES[number]?.name;
}

/** An error of that class without parts; undefined for a number that stands for none. */
export function createError(number: number, name: string | undefined, message: string | undefined): object | undefined {
  if (number === DOM_EXCEPTION) return new DOMException(message, name);
  const constructor = CLASSES[number];
  if (constructor === undefined) return undefined;
  const error = constructor === (AggregateError as unknown) ? new AggregateError([]) : new constructor();
  if (name !== undefined && name !== constructor.name) defineHidden(error, 'name', name);
  if (message !== undefined) defineHidden(error, 'message', message);
  return error;
}

/** Defines a property as the constructors of errors do: not enumerable. */
export function defineHidden(object: object, name: string, value: unknown): void {
  Object.defineProperty(object, name, { value, writable: true, configurable: true, enumerable: false });
}
