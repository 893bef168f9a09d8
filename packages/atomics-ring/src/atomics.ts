/**
 * The seam between the rings and the machine. Every access to a shared word that another thread may touch at the same
 * time goes through these names, so that the explorer in `model/` can put its own in their place and run the very code
 * that ships under every schedule. They are taken from `Atomics` once: a program that replaces the global breaks itself only.
 */
import { type AsyncWait, waitAsyncByLooking } from './wait-async-by-looking.js';

export const load: (words: Int32Array, index: number) => number = Atomics.load;
export const store: (words: Int32Array, index: number, value: number) => number = Atomics.store;
export const exchange: (words: Int32Array, index: number, value: number) => number = Atomics.exchange;
export const compareExchange: (words: Int32Array, index: number, expected: number, replacement: number) => number =
  Atomics.compareExchange;
export const notify: (words: Int32Array, index: number, count?: number) => number = Atomics.notify;
export const wait: (
  words: Int32Array,
  index: number,
  value: number,
  timeoutMs?: number,
) => 'ok' | 'not-equal' | 'timed-out' = Atomics.wait;

/** What a newer runtime has and an older one may lack. */
interface NewerAtomics {
  readonly waitAsync?: (words: Int32Array, index: number, value: number) => AsyncWait;
  readonly pause?: () => void;
}
const newer = Atomics as NewerAtomics;

export const waitAsync: (words: Int32Array, index: number, value: number) => AsyncWait =
  newer.waitAsync ?? waitAsyncByLooking;

const promiseThen: (onFulfilled: () => void) => Promise<unknown> = Promise.prototype.then;

/** `promise.then(reaction)`, by the `then` that there was before the program could replace it. */
export function whenSettled(promise: Promise<unknown>, reaction: () => void): Promise<unknown> {
  return Reflect.apply(promiseThen, promise, [reaction]);
}

/** Lets a moment pass between two looks at a word, so that its writer is not disturbed by each of them. */
export const pause: () => void = newer.pause ?? loadRepeatedly;

/** Milliseconds on a clock that is never set back. */
export const now: () => number = performance.now.bind(performance);

const ownWord = new Int32Array(1);

/** About 40 ns, as long as a pause takes where there is one: loads of a word that nobody else has. */
function loadRepeatedly(): void {
  for (let loads = 0; loads < 8; loads += 1) load(ownWord, 0);
}
