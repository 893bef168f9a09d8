import { type BatchClock, now } from './batch-clock.js';

/** How long a chunk may hold back results that are ready. */
const HOLD_BACK_MILLIS = 2;

/** How long the main thread need not hear of blocks that are done: nobody waits for one of them. Less than it sends ahead. */
const BLOCKS_HOLD_BACK_MILLIS = 4;

const MOST_BETWEEN_LOOKS = 4096;

const NANOS_PER_MILLI = 1e6;

/** Tells when results have been held back for long enough, with few looks at the clock. */
export class HoldBack {
  readonly #batch: BatchClock;
  #mostMillis = HOLD_BACK_MILLIS;
  #since = 0;
  /** When the record that runs was begun. */
  #begun = 0;
  #itemsUntilLook = 1;

  constructor(batch: BatchClock) {
    this.#batch = batch;
  }

  /** A chunk of several items, or of blocks, begins. `isGoingOn`: results of the blocks before it are held back still. */
  begin(isOfBlocks: boolean, isGoingOn: boolean): void {
    this.#mostMillis = isOfBlocks ? BLOCKS_HOLD_BACK_MILLIS : HOLD_BACK_MILLIS;
    this.#begun = now();
    if (!isGoingOn) this.#since = this.#begun;
    this.#itemsUntilLook = 1;
  }

  /** After each item. */
  isOver(): boolean {
    this.#itemsUntilLook -= 1;
    return this.#itemsUntilLook === 0 && this.#look();
  }

  /** After the last item: whether there is time for another record that takes as long. */
  get hasTimeForAnother(): boolean {
    const time = now();
    return time - this.#since + (time - this.#begun) < this.#mostMillis;
  }

  /** Decides after how many items to look again. */
  #look(): boolean {
    const time = now();
    this.#batch.look(time);
    const looksAfter = Math.floor((this.#mostMillis * NANOS_PER_MILLI) / (4 * this.#batch.itemNanos));
    this.#itemsUntilLook = Math.max(1, Math.min(MOST_BETWEEN_LOOKS, looksAfter));
    if (time - this.#since < this.#mostMillis) return false;
    this.#since = time;
    return true;
  }
}
