import type { Backlog } from './backlog.js';
import { type Job, type JobTable, UNASSIGNED } from './job-table.js';
import type { Recaller } from './recaller.js';
import type { TaskStatistics } from './statistics.js';
import type { Stopper } from './stopper.js';
import type { TargetedBacklog } from './targeted-backlog.js';
import type { WorkerHandle } from './worker-handle.js';

export interface CancellerParts {
  readonly table: JobTable;
  readonly backlog: Backlog;
  readonly targeted: TargetedBacklog;
  readonly workers: readonly (WorkerHandle | undefined)[];
  readonly statistics: TaskStatistics;
  readonly recaller: Recaller;
  readonly stopper: Stopper;
  /** Records were dropped, and others put back: rings can be filled, and all work may be done. */
  dropped(): void;
}

type Pending = Map<Job, boolean>;

/**
 * Ends jobs early. Their promises are settled at once; what waits for them is dropped wherever it waits, the workers' rings included, once for all jobs that
 * are cancelled together: ten thousand aborts of one signal take back each ring's tasks once.
 */
export class Canceller {
  readonly #parts: CancellerParts;
  /** Jobs to be dropped, and whether their running items are to be stopped too. */
  #pending: Pending = new Map();

  constructor(parts: CancellerParts) {
    this.#parts = parts;
  }

  /** Fails the job. Its running items are stopped. */
  cancel(job: Job, makeError: () => Error): void {
    job.cancel(makeError);
    this.#schedule(job, true);
  }

  /** Nobody wants the rest of the job. Its running items end by themselves. */
  drop(job: Job): void {
    this.#schedule(job, false);
  }

  /** Drops what is to be dropped now, not in a microtask. */
  flush(): void {
    if (this.#pending.size === 0) return;
    const pending = this.#pending;
    // What is cancelled while this goes on has its own turn.
    this.#pending = new Map();
    this.#dropAll(pending);
    this.#parts.dropped();
  }

  #dropAll(pending: Pending): void {
    const { table, backlog, targeted } = this.#parts;
    const slots = table.openSlots().filter((slot) => pending.has(table.jobOf(slot)!));
    const byWorker = new Set(slots.map((slot) => table.workerOf(slot)));
    const waiting = slots.filter((slot) => this.#isWaiting(slot));
    this.#removeAll(waiting);
    backlog.remove(new Set(waiting));
    targeted.removeClosed((slot) => table.jobOf(slot) !== undefined);
    for (const worker of byWorker) {
      const handle = this.#parts.workers[worker];
      if (handle !== undefined) this.#dropFrom(handle, pending);
      else if (worker !== UNASSIGNED) this.#settleWithoutPlace(worker, pending);
    }
  }

  /** What a worker holds whose end is not heard of yet: nobody wants it. */
  #settleWithoutPlace(holder: number, pending: Pending): void {
    const { table, statistics } = this.#parts;
    for (const slot of table.slotsOf(holder)) {
      if (!pending.has(table.jobOf(slot)!)) continue;
      statistics.itemDropped(table.unsettledOf(slot));
      table.settleAll(slot);
    }
  }

  #schedule(job: Job, stopsRunning: boolean): void {
    if (this.#pending.size === 0) queueMicrotask(() => this.flush());
    this.#pending.set(job, stopsRunning || this.#pending.get(job) === true);
  }

  #isWaiting(slot: number): boolean {
    return this.#parts.table.workerOf(slot) === UNASSIGNED;
  }

  #dropFrom(handle: WorkerHandle, pending: Pending): void {
    const { table, recaller, stopper } = this.#parts;
    const taken = handle.isTerminating ? [] : recaller.recall(handle);
    const isPending = (slot: number): boolean => pending.has(table.jobOf(slot)!);
    this.#removeAll(taken.map(({ slot }) => slot).filter(isPending));
    recaller.putBack(taken.filter(({ slot }) => table.jobOf(slot) !== undefined));
    for (const slot of table.slotsOf(handle.index).filter(isPending)) {
      const job = table.jobOf(slot)!;
      if (pending.get(job) === true) {
        this.#parts.statistics.itemDropped(table.unsettledOf(slot));
        table.settleAll(slot);
        stopper.stopRecord(handle, slot, job.limits?.graceMs ?? 0);
      } else {
        // What runs is still held to its time limit, though nobody wants its result.
        stopper.stopAfterItem(handle, slot);
      }
    }
  }

  #removeAll(slots: readonly number[]): void {
    const { table, statistics } = this.#parts;
    for (const slot of slots) {
      statistics.itemDropped(table.unsettledOf(slot));
      table.remove(slot);
    }
  }
}
