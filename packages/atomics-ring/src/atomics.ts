/**
 * The seam between the rings and the machine. Every access to a shared word that another thread may touch at the same
 * time goes through these names, so that the explorer in `model/` can put its own in their place and run the very code
 * that ships under every schedule. They are taken from `Atomics` once: a program that replaces the global breaks itself only.
 */
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

/** What `Atomics.waitAsync` answers: a promise when it waits, a word when it does not. */
export type AsyncWait =
  | { readonly async: false; readonly value: 'not-equal' | 'timed-out' }
  | { readonly async: true; readonly value: Promise<'ok' | 'timed-out'> };

export const waitAsync: (words: Int32Array, index: number, value: number) => AsyncWait = (
  Atomics as unknown as { waitAsync: (words: Int32Array, index: number, value: number) => AsyncWait }
).waitAsync;
