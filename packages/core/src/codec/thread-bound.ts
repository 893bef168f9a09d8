/** Where the prototype of what belongs to one thread says its name. The same for all copies of this package. */
const BOUND = Symbol.for('ringpool.belongsToOneThread');

/**
 * The value of an own property that structured clone comes to and refuses, with this text: it would make an empty copy of an object whose parts are
 * private.
 */
export function refusesClone(name: string): symbol {
  return Symbol(`${name}, which belongs to the thread that made it`);
}

/** Has every instance of a class refused where a value is sent, by what the errors are to call it: `a Pool`. */
export function bindToThread(prototype: object, name: string): void {
  Object.defineProperty(prototype, BOUND, { value: name });
}

/** What errors call an object that belongs to one thread; `undefined` for any other. */
export function boundName(object: object): string | undefined {
  return (object as { [BOUND]?: string })[BOUND];
}
