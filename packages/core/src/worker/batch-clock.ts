/** A batch may have twice as many items while it takes less than this, and has one again after one that took longer. */
const BATCH_MILLIS = 0.02;
const MAX_BATCH = 64;

const NANOS_PER_MILLI = 1e6;

export const now: () => number = performance.now.bind(performance);

/**
 * One clock reading for a batch of tiny items instead of one for each. How many items make a batch follows from what they take; it says nothing about how many records
 * are claimed at once, which is one.
 */
export class BatchClock {
  /** Items started in this batch, and when the first was. */
  items = 0;
  start = 0;
  /** Items after which the batch is to be closed. */
  limit = 1;
  /** What an item took lately, in nanoseconds: the mean of the last batch. */
  itemNanos = 0;

  #itemsBefore = 0;

  /** Items started in all. */
  get itemsInAll(): number {
    return this.#itemsBefore + this.items;
  }

  get isDue(): boolean {
    return this.items >= this.limit;
  }

  /** When the newest item started: exact for the first of a batch, for the others as if those before it had been like the last ones. */
  get newestStart(): number {
    return this.start + ((this.items - 1) * this.itemNanos) / NANOS_PER_MILLI;
  }

  /** What to report for the newest item, which has just ended: measured when it ran alone, else the mean of the last batch. */
  get newestNanos(): number {
    return this.limit === 1 && this.items === 1 ? this.nanosSince(this.start) : this.itemNanos;
  }

  nanosSince(time: number): number {
    return (now() - time) * NANOS_PER_MILLI;
  }

  /** In the midst of a long batch. */
  look(time: number): void {
    this.itemNanos = ((time - this.start) * NANOS_PER_MILLI) / this.items;
  }

  /** Ends the batch, which has items, at `time`; the next begins there. */
  close(time: number): void {
    const isTiny = time - this.start < BATCH_MILLIS;
    this.look(time);
    this.limit = isTiny ? Math.min(MAX_BATCH, this.limit * 2) : 1;
    this.#itemsBefore += this.items;
    this.items = 0;
    this.start = time;
  }
}
