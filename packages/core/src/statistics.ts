import { Histogram, type HistogramSummary } from './histogram.js';

const NANOS_PER_MILLI = 1e6;

/**
 * Counts how the items of a pool ended, and how long they ran and waited. Each item is counted once, when its promise is settled: as done, as failed, or as lost. A
 * worker measures tiny tasks in batches, so one of them is taken for the mean of its batch.
 */
export class TaskStatistics {
  readonly #runTime = new Histogram();
  readonly #waitTime = new Histogram();
  #done = 0;
  #failed = 0;
  #lost = 0;
  /** Items that ran equally long, one after the other, and are not recorded yet: a worker measures tiny tasks by the batch. */
  #heldNanos = 0;
  #heldItems = 0;

  /** Items that gave a result. */
  get done(): number {
    return this.#done;
  }

  /** Items that have an error for a result, whatever it is, but that of a lost worker. */
  get failed(): number {
    return this.#failed;
  }

  /** Items that were running when their worker died, and were not run again. */
  get lost(): number {
    return this.#lost;
  }

  /** How long items ran in their workers. */
  get runTime(): HistogramSummary {
    this.#recordHeld();
    return this.#runTime.summary();
  }

  /** How long items waited for a worker. */
  get waitTime(): HistogramSummary {
    return this.#waitTime.summary();
  }

  /** So many items gave results, after `runNanos` each; 0 where that was not measured. */
  itemDone(runNanos: number, items: number = 1): void {
    this.#done += items;
    if (runNanos > 0) this.#ran(runNanos, items);
  }

  /** So many items failed, after `runNanos` each; 0 where they never ran, or that was not measured. */
  itemFailed(runNanos: number, items: number = 1): void {
    this.#failed += items;
    if (runNanos > 0) this.#ran(runNanos, items);
  }

  /** An item was lost with its worker. */
  itemLost(): void {
    this.#lost += 1;
  }

  /** So many items waited `millis` for a worker, each. Where two threads' clocks differ by a bit, that may come out below 0. */
  waited(millis: number, items: number = 1): void {
    this.#waitTime.record(Math.max(0, millis) * NANOS_PER_MILLI, items);
  }

  #ran(nanos: number, items: number): void {
    if (nanos !== this.#heldNanos) this.#recordHeld();
    this.#heldNanos = nanos;
    this.#heldItems += items;
  }

  #recordHeld(): void {
    if (this.#heldItems > 0) this.#runTime.record(this.#heldNanos, this.#heldItems);
    this.#heldItems = 0;
  }
}
