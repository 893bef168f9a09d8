import { RingCorruptError } from 'atomics-ring';
import type { Backlog, WaitingRecord } from './backlog.js';
import { ANY_WORKER, type JobTable } from './job-table.js';
import { NO_WORKER, type Scheduler } from './scheduler.js';
import type { TargetedBacklog } from './targeted-backlog.js';
import type { WorkerHandle } from './worker-handle.js';

export interface RecallerParts {
  readonly table: JobTable;
  readonly backlog: Backlog;
  readonly targeted: TargetedBacklog;
  readonly scheduler: Scheduler;
  readonly workers: readonly (WorkerHandle | undefined)[];
  damaged(handle: WorkerHandle, error: RingCorruptError): void;
  /** The record of this slot was taken back. False when it is not to be run any more. */
  takenBack(handle: WorkerHandle, slot: number): boolean;
  /** A worker holds nothing any more. */
  becameIdle(handle: WorkerHandle): void;
  /** Whether a worker is at rest that could be started; and starts one. */
  canGrow(): boolean;
  grow(): void;
  /** Fills the rings. */
  dispatch(): void;
}

const now: () => number = performance.now.bind(performance);

/** How long a worker with more than it runs may take nothing from its ring while another has nothing to do. */
const STALL_MILLIS = 2;

/**
 * Takes tasks back from workers' rings (R9): for a worker that has nothing to do while they wait behind a longer one, and for those who cancel, retire and end
 * workers. A worker found stuck in a task that was thought short gets nothing more before it has given a result.
 */
export class Recaller {
  readonly #parts: RecallerParts;
  readonly #stuck = new Set<WorkerHandle>();
  /** Where each crowded worker's claims stood at the last look. */
  readonly #claimed = new Map<WorkerHandle, number>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #lookAt = Infinity;

  constructor(parts: RecallerParts) {
    this.#parts = parts;
  }

  /** Takes back what the worker has not claimed, oldest first. */
  recall(handle: WorkerHandle): WaitingRecord[] {
    const { scheduler, table } = this.#parts;
    const taken: WaitingRecord[] = [];
    try {
      handle.transport.recall((slot, payload) => {
        if (table.jobOf(slot) === undefined || table.workerOf(slot) !== handle.index) return;
        scheduler.finished(handle.index, slot);
        table.unassign(slot);
        if (!this.#parts.takenBack(handle, slot)) return;
        taken.push({ slot, payload, needsIdleWorker: false });
      });
    } catch (error) {
      if (!(error instanceof RingCorruptError)) throw error;
      this.#parts.damaged(handle, error);
    }
    if (taken.length > 0 && scheduler.recordsOf(handle.index) === 0) this.#parts.becameIdle(handle);
    return taken;
  }

  /** Puts what was taken back before everything that waits. */
  putBack(records: readonly WaitingRecord[]): void {
    const { backlog, targeted, table } = this.#parts;
    backlog.unshift(records.filter(({ slot }) => table.targetOf(slot) === ANY_WORKER));
    const bound = records.filter(({ slot }) => table.targetOf(slot) !== ANY_WORKER);
    for (const worker of new Set(bound.map(({ slot }) => table.targetOf(slot))))
      targeted.unshift(
        worker,
        bound.filter(({ slot }) => table.targetOf(slot) === worker),
      );
  }

  /** The worker takes no more work, for good: what it has not claimed goes to the others. */
  removed(handle: WorkerHandle): void {
    this.forget(handle);
    if (!handle.isDamaged) this.putBack(this.recall(handle));
  }

  /** The worker is gone: there is nothing to be taken back. */
  forget(handle: WorkerHandle): void {
    this.#stuck.delete(handle);
    this.#claimed.delete(handle);
    this.#parts.scheduler.workerRemoved(handle.index);
  }

  /** The worker gave results. */
  hasNews(handle: WorkerHandle): void {
    if (this.#stuck.size > 0 && this.#stuck.delete(handle)) this.#parts.scheduler.workerResumed(handle.index);
  }

  /** Something waits behind something else in a worker's ring. */
  crowded(): void {
    if (this.#timer !== undefined) return;
    this.#timer = setTimeout(this.look, STALL_MILLIS).unref();
    this.#lookAt = now() + STALL_MILLIS;
  }

  /** Nothing waits in the backlog: takes work from a worker that has plenty for one that has none, or looks later whether one should be started. */
  balance(): void {
    const { scheduler, workers } = this.#parts;
    if (!scheduler.hasIdleWorker()) {
      if (this.#parts.canGrow()) this.#lookIfCrowded();
      return;
    }
    const overloaded = scheduler.chooseOverloaded();
    if (overloaded === NO_WORKER) return this.#lookIfCrowded();
    const records = this.recall(workers[overloaded]!);
    if (records.length === 0) return this.crowded();
    this.putBack(records);
    this.#parts.dispatch();
  }

  #lookIfCrowded(): void {
    const { scheduler, workers } = this.#parts;
    if (this.#timer === undefined && workers.some((_, index) => scheduler.isCrowded(index))) this.crowded();
  }

  /** Looks for workers that are stuck while others have nothing to do. */
  readonly look = (): void => {
    this.stop();
    const { scheduler, workers, canGrow, grow, dispatch } = this.#parts;
    dispatch();
    const hasIdle = scheduler.hasIdleWorker();
    if (!hasIdle && !canGrow()) return this.#claimed.clear();
    let hasCrowded = false;
    for (const handle of workers) {
      if (handle === undefined || this.#stuck.has(handle) || !scheduler.isCrowded(handle.index)) continue;
      hasCrowded = true;
      if (this.#claimed.get(handle) !== handle.transport.claimed) this.#claimed.set(handle, handle.transport.claimed);
      else if (hasIdle) this.#relieve(handle);
      else grow();
    }
    if (hasCrowded) this.crowded();
    else this.#claimed.clear();
  };

  /** Milliseconds until `look` may find something; `Infinity` while nothing waits behind anything. */
  get nextInMs(): number {
    return Math.max(0, this.#lookAt - now());
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#lookAt = Infinity;
  }

  #relieve(handle: WorkerHandle): void {
    const records = this.recall(handle);
    if (records.length === 0) return;
    // One that holds nothing any more was only late, and will not tell that it goes on.
    if (this.#parts.scheduler.recordsOf(handle.index) > 0) {
      this.#stuck.add(handle);
      this.#parts.scheduler.workerRemoved(handle.index);
    }
    this.putBack(records);
    this.#parts.dispatch();
  }
}
