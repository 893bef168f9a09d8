/**
 * The atomic operations on the words that a worker and the main thread share outside of the rings, taken from `Atomics` once: a task that
 * deletes or replaces the global breaks itself only. The explorer of `atomics-ring` puts its own in the place of this module.
 */
export const load: (words: Int32Array, index: number) => number = Atomics.load;
export const store: (words: Int32Array, index: number, value: number) => number = Atomics.store;

/** A plain read, for a word that may be seen late. It takes a tenth of the time of `load`. */
export function peek(words: Int32Array, index: number): number {
  return words[index]!;
}

export const notify: (words: Int32Array, index: number) => number = Atomics.notify;

/** What `Atomics.waitAsync` answers: whether it waits, and then a promise. */
export interface AsyncWait {
  readonly async: boolean;
  readonly value: Promise<unknown> | string;
}

/** The library of the language version we compile for does not know it yet. */
interface NewerAtomics {
  readonly waitAsync: (words: Int32Array, index: number, value: number) => AsyncWait;
}

export const waitAsync: NewerAtomics['waitAsync'] = (Atomics as unknown as NewerAtomics).waitAsync;

const promiseThen: (onFulfilled: () => void) => Promise<unknown> = Promise.prototype.then;

/** `promise.then(reaction)`, by the `then` that there was before a task could replace it. */
export function whenSettled(promise: Promise<unknown>, reaction: () => void): Promise<unknown> {
  return Reflect.apply(promiseThen, promise, [reaction]);
}
