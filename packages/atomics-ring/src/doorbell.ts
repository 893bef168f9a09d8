/**
 * Sleeping and waking. A sleeper sleeps on the very word its waker changes (R7): it sets the word to 1, looks again for news,
 * and only then waits for the word to leave 1. The waker publishes its news, and only then looks at the word; whoever
 * changes it from 1 to 0 notifies. While the word is 0 nobody is notified, because `Atomics.notify` takes a lock that is
 * global to the process.
 */
import { exchange, load, notify, store, wait, waitAsync, whenSettled } from './atomics.js';

const AWAKE = 0;
const ASLEEP = 1;

/** One word on which one thread sleeps and another wakes it. */
export class Doorbell {
  readonly #words: Int32Array;
  readonly #index: number;

  /** The wait that is armed already: `waitAsync` cannot be cancelled, so an unused one is kept for the next time. */
  #pending: Promise<unknown> | undefined;

  /** `words[index]` must be 0 at first and belong to this doorbell alone; one thread sleeps on it, any may ring. */
  constructor(words: Int32Array, index: number) {
    this.#words = words;
    this.#index = index;
  }

  /** Wakes the sleeper. Call it after the news is published (R6). Returns whether somebody slept, or was about to. */
  ring(): boolean {
    if (load(this.#words, this.#index) === AWAKE) return false;
    if (exchange(this.#words, this.#index, AWAKE) === AWAKE) return false;
    // All of them: an `arm` that was never rung still waits here, and would eat the wake-up of a thread that blocks.
    notify(this.#words, this.#index);
    return true;
  }

  /**
   * Blocks until rung, for at most `timeoutMs`. Returns at once when `hasNews()`, which is asked after the flag is up (R7).
   * Throws `TypeError` where threads may not block: on the main thread of a browser.
   */
  sleepSync(hasNews: () => boolean, timeoutMs?: number): void {
    store(this.#words, this.#index, ASLEEP);
    // R7: the flag first, then the last look. Pairs with the load in ring().
    if (!hasNews()) wait(this.#words, this.#index, ASLEEP, timeoutMs);
    // An armed promise that somebody may await needs the flag: it stays up, at the cost of one notification too many.
    if (this.#pending === undefined) store(this.#words, this.#index, AWAKE);
  }

  /**
   * Says that the caller is about to sleep, and returns a promise that settles when it is rung. The caller looks for news
   * afterwards (R7); if there is some it may call `disarm` and forget the promise. `undefined`: rung already.
   */
  arm(): Promise<unknown> | undefined {
    store(this.#words, this.#index, ASLEEP);
    if (this.#pending !== undefined) return this.#pending;
    const waiting = waitAsync(this.#words, this.#index, ASLEEP);
    if (!waiting.async) return undefined;
    const pending = whenSettled(waiting.value, () => {
      this.#pending = undefined;
    });
    this.#pending = pending;
    return pending;
  }

  /** Leaves the flag up though nobody sleeps, so that the next `ring` answers true and its caller looks about. */
  raise(): void {
    store(this.#words, this.#index, ASLEEP);
  }

  /** Takes back `arm`. A promise it returned stays pending and is returned again by the next `arm`. */
  disarm(): void {
    store(this.#words, this.#index, AWAKE);
  }

  /** Settles the promise of an `arm` for good, so that nothing keeps waiting: for the end of the sleeper's life. */
  release(): void {
    store(this.#words, this.#index, AWAKE);
    notify(this.#words, this.#index);
  }
}
