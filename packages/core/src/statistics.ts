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
  /** What was told by `measured`, and the items since, which are not recorded yet. */
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

  /** What the items that are counted from now on ran for; 0: that was not measured. Told once for all of them, as a worker measures tiny tasks by the batch. */
  measured(runNanos: number): void {
    this.#recordHeld();
    this.#heldNanos = runNanos;
  }

  /** So many items gave results. */
  itemDone(items: number = 1): void {
    this.#done += items;
    this.#heldItems += items;
  }

  /** So many items ran and failed. */
  itemFailed(items: number = 1): void {
    this.#failed += items;
    this.#heldItems += items;
  }

  /** So many items failed that did not run, or not to their end. */
  itemDropped(items: number = 1): void {
    this.#failed += items;
  }

  /** An item was lost with its worker. */
  itemLost(): void {
    this.#lost += 1;
  }

  /** So many items waited `millis` for a worker, each. Where two threads' clocks differ by a bit, that may come out below 0. */
  waited(millis: number, items: number = 1): void {
    this.#waitTime.record(Math.max(0, millis) * NANOS_PER_MILLI, items);
  }

  #recordHeld(): void {
    if (this.#heldItems > 0 && this.#heldNanos > 0) this.#runTime.record(this.#heldNanos, this.#heldItems);
    this.#heldItems = 0;
  }
}
