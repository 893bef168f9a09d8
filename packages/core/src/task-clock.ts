import { TaskTimeoutError } from './errors.js';
import type { JobTable } from './job-table.js';
import type { TaskStatistics } from './statistics.js';
import type { Stopper } from './stopper.js';
import { timerDelay } from './timer-delay.js';
import type { WatchedRun } from './transport/control-block.js';
import type { WorkerHandle } from './worker-handle.js';

export interface TaskClockParts {
  readonly table: JobTable;
  readonly workers: readonly (WorkerHandle | undefined)[];
  readonly statistics: TaskStatistics;
  readonly stopper: Stopper;
  /** Takes the results that a worker has published. */
  takeNews(handle: WorkerHandle): void;
}

const now: () => number = performance.now.bind(performance);

/**
 * Holds items to their time limit, counted from their start in the worker. A task that was sent now cannot be over time sooner than after its whole limit, so one timer
 * for the pool, set to the nearest time at which something can be, is exact.
 */
export class TaskClock {
  readonly #parts: TaskClockParts;
  /** Slots whose items have a limit, and that were sent. Some may be over by now. */
  readonly #limited = new Set<number>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #dueAt = Infinity;

  constructor(parts: TaskClockParts) {
    this.#parts = parts;
  }

  /** A record whose items have a limit was sent. */
  sent(slot: number, timeoutMs: number): void {
    if (timeoutMs === Infinity) return;
    this.#limited.add(slot);
    this.#lookWithin(timeoutMs);
  }

  /** Milliseconds until an item can be over time; `Infinity` when none has a limit. */
  get nextInMs(): number {
    return Math.max(0, this.#dueAt - now());
  }

  /** Stops items that are over time, and sets the timer anew. */
  readonly look = (): void => {
    clearTimeout(this.#timer);
    this.#dueAt = Infinity;
    let next = Infinity;
    for (const slot of this.#limited) next = Math.min(next, this.#lookAt(slot));
    this.#lookWithin(next);
  };

  stop(): void {
    clearTimeout(this.#timer);
    this.#limited.clear();
  }

  #lookWithin(millis: number): void {
    const dueAt = now() + millis;
    if (dueAt >= this.#dueAt) return;
    this.#dueAt = dueAt;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.look, timerDelay(millis)).unref();
  }

  /** Stops what is over time of one record. Returns in how many milliseconds something of it can be next. */
  #lookAt(slot: number): number {
    const { table, workers } = this.#parts;
    const limits = table.jobOf(slot)?.limits;
    const handle = limits === undefined ? undefined : workers[table.workerOf(slot)];
    if (limits === undefined || limits.timeoutMs === Infinity || handle === undefined) {
      this.#limited.delete(slot);
      return Infinity;
    }
    let next = limits.timeoutMs;
    const position = table.startPositionOf(slot);
    for (const run of handle.control.runsOf(position)) {
      if (table.isSettled(slot, run.item)) continue;
      const left = limits.timeoutMs - run.elapsedMs;
      if (left > 0) next = Math.min(next, left);
      else this.#expire(handle, slot, position, run);
    }
    return next;
  }

  #expire(handle: WorkerHandle, slot: number, position: number, run: WatchedRun): void {
    const { table, statistics, stopper, takeNews } = this.#parts;
    const job = table.jobOf(slot)!;
    const { timeoutMs, graceMs } = job.limits!;
    takeNews(handle);
    const isOver = table.jobOf(slot) !== job || table.startPositionOf(slot) !== position;
    const item = isOver ? -1 : table.settle(slot, run.item);
    if (item < 0) return;
    statistics.itemDropped();
    const text = `Expected the task to end within ${timeoutMs} ms, got one that goes on.`;
    job.itemFailed(item, new TaskTimeoutError(text));
    stopper.stopItem(handle, position, run, graceMs, new TaskTimeoutError(text));
  }
}
