import { type BatchClock, now } from './batch-clock.js';

/** How long a chunk may hold back results that are ready. */
const HOLD_BACK_MILLIS = 2;

const MOST_BETWEEN_LOOKS = 4096;

const NANOS_PER_MILLI = 1e6;

/** Tells when a chunk that runs has held back its results for long enough, with few looks at the clock. */
export class HoldBack {
  readonly #batch: BatchClock;
  #since = 0;
  #itemsUntilLook = 1;

  constructor(batch: BatchClock) {
    this.#batch = batch;
  }

  /** A chunk of several items begins. */
  begin(): void {
    this.#since = now();
    this.#itemsUntilLook = 1;
  }

  /** After each item. */
  isOver(): boolean {
    this.#itemsUntilLook -= 1;
    return this.#itemsUntilLook === 0 && this.#look();
  }

  /** Decides after how many items to look again. */
  #look(): boolean {
    const time = now();
    this.#batch.look(time);
    const looksAfter = Math.floor((HOLD_BACK_MILLIS * NANOS_PER_MILLI) / (4 * this.#batch.itemNanos));
    this.#itemsUntilLook = Math.max(1, Math.min(MOST_BETWEEN_LOOKS, looksAfter));
    if (time - this.#since < HOLD_BACK_MILLIS) return false;
    this.#since = time;
    return true;
  }
}
