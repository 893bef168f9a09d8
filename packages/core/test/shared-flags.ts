import { setImmediate as turn } from 'node:timers/promises';

/** Longer than anything here takes: only what hangs runs into it. */
const HANGS_AFTER_MILLIS = 30_000;

/** Words of shared memory at which tests and tasks meet. */
export function flags(count = 2): Int32Array<SharedArrayBuffer> {
  return new Int32Array(new SharedArrayBuffer(4 * count));
}

export function raise(words: Int32Array, index = 0): void {
  Atomics.store(words, index, 1);
  Atomics.notify(words, index);
}

/** Blocks this thread, its event loop too, until the flag has been raised so many times. */
export function block(words: Int32Array, index: number, times = 1): void {
  for (let seen = Atomics.load(words, index); seen < times; seen = Atomics.load(words, index)) {
    if (Atomics.wait(words, index, seen, HANGS_AFTER_MILLIS) === 'timed-out')
      throw new Error(`Expected flag ${index} to be raised ${times} times, got ${seen}.`);
  }
}

/** Lets the event loop turn until the flag has been raised so many times. */
export async function raised(words: Int32Array, index = 0, times = 1): Promise<void> {
  const deadline = performance.now() + HANGS_AFTER_MILLIS;
  while (Atomics.load(words, index) < times) {
    if (performance.now() > deadline) throw new Error(`Expected flag ${index} to be raised ${times} times.`);
    await turn();
  }
}
