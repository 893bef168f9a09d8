import { Deadlines } from './deadlines.js';
import { TaskAbortedError } from './errors.js';
import type { JobTable } from './job-table.js';
import type { WatchedRun } from './transport/control-block.js';
import type { WorkerHandle } from './worker-handle.js';

export interface StopperParts {
  readonly table: JobTable;
  /** Takes the results that a worker has published. */
  takeNews(handle: WorkerHandle): void;
  /** Ends a worker at once, for a reason. */
  end(handle: WorkerHandle, reason: Error): void;
}

/** Between looks at a record that is about to begin, or about to end. */
const LOOK_AGAIN_MILLIS = 1;

/** Stops tasks while they run: their signal fires, and what still runs after its time of grace is ended with its worker. */
export class Stopper {
  readonly #parts: StopperParts;
  /** What is still to be done, each under a key of its own. */
  readonly #later = new Deadlines<object>();
  /** Slots of records that were told to end after the items that run. */
  readonly #stopped = new Set<number>();

  constructor(parts: StopperParts) {
    this.#parts = parts;
  }

  /** Stops one item of a watched record that runs. `reason`: why its worker ends, if it must. */
  stopItem(handle: WorkerHandle, position: number, run: WatchedRun, graceMs: number, reason: Error): void {
    handle.control.abort(run);
    this.#after(graceMs, () => {
      if (handle.isTerminating || handle.state === 'ended') return;
      const stillRuns = handle.control
        .runsOf(position)
        .some(({ lane, serial }) => lane === run.lane && serial === run.serial);
      if (stillRuns) this.#parts.end(handle, reason);
    });
  }

  /** Lets a record that the worker has claimed end after the items that run. */
  stopAfterItem(handle: WorkerHandle, slot: number): void {
    this.#stopped.add(slot);
    handle.control.stopRecord(this.#parts.table.startPositionOf(slot));
  }

  /** Stops a record that the worker has claimed: the items that run are stopped, the others are not begun. */
  stopRecord(handle: WorkerHandle, slot: number, graceMs: number): void {
    const { table } = this.#parts;
    const job = table.jobOf(slot);
    const position = table.startPositionOf(slot);
    const isOpen = (): boolean =>
      !handle.isTerminating &&
      handle.state !== 'ended' &&
      table.jobOf(slot) === job &&
      table.workerOf(slot) === handle.index &&
      table.startPositionOf(slot) === position;
    this.stopAfterItem(handle, slot);
    this.#stopRuns(handle, position, graceMs, isOpen);
  }

  /** Whether any record that is open was told to end early. */
  get hasStopped(): boolean {
    return this.#stopped.size > 0;
  }

  /** Whether the record of this slot was told to end early. */
  wasStopped(slot: number): boolean {
    return this.#stopped.has(slot);
  }

  /** A record is settled: what was said of it must not be taken for the next one at its place (R17). */
  recordDone(handle: WorkerHandle | undefined, slot: number): void {
    if (!this.#stopped.delete(slot)) return;
    handle?.control.clearStop(this.#parts.table.startPositionOf(slot));
  }

  /** Milliseconds until `check` has something to do. */
  get nextInMs(): number {
    return this.#later.nextInMs;
  }

  /** Does what timers would have done: for a thread that blocks. */
  check(): void {
    this.#later.check();
  }

  /** Forgets what is still to be ended: the pool ends all. */
  clear(): void {
    this.#later.clearAll();
  }

  #stopRuns(handle: WorkerHandle, position: number, graceMs: number, isOpen: () => boolean): void {
    const runs = handle.control.runsOf(position);
    const reason = new TaskAbortedError('It was ended because a task that it ran was aborted.');
    for (const run of runs) this.stopItem(handle, position, run, graceMs, reason);
    if (runs.length > 0) return;
    // Claimed, and no item runs: it is about to begin, or has just ended.
    this.#after(LOOK_AGAIN_MILLIS, () => {
      if (isOpen()) this.#parts.takeNews(handle);
      if (isOpen()) this.#stopRuns(handle, position, graceMs, isOpen);
    });
  }

  #after(millis: number, then: () => void): void {
    if (millis === 0) then();
    else this.#later.set({}, millis, then);
  }
}
