import type { JobTable } from './job-table.js';
import type { WatchedRun } from './transport/control-block.js';
import type { WorkerHandle } from './worker-handle.js';

export interface StopperParts {
  readonly table: JobTable;
  /** Takes the results that a worker has published. */
  takeNews(handle: WorkerHandle): void;
  /** Ends a worker at once. */
  end(handle: WorkerHandle): void;
}

/** Between looks at a record that is about to begin, or about to end. */
const LOOK_AGAIN_MILLIS = 1;

/** Stops tasks while they run: their signal fires, and what still runs after its time of grace is ended with its worker. */
export class Stopper {
  readonly #parts: StopperParts;
  readonly #timers = new Set<ReturnType<typeof setTimeout>>();

  constructor(parts: StopperParts) {
    this.#parts = parts;
  }

  /** Stops one item of a watched record that runs. */
  stopItem(handle: WorkerHandle, position: number, run: WatchedRun, graceMs: number): void {
    handle.control.abort(run);
    this.#after(graceMs, () => {
      if (handle.isTerminating || handle.state === 'ended') return;
      const stillRuns = handle.control
        .runsOf(position)
        .some(({ lane, serial }) => lane === run.lane && serial === run.serial);
      if (stillRuns) this.#parts.end(handle);
    });
  }

  /** Stops a record that the worker has claimed: the item that runs is stopped, the others are not begun. */
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
    handle.control.stopRecord(position);
    this.#stopRuns(handle, position, graceMs, isOpen);
  }

  /** Forgets what is still to be ended: the pool ends all. */
  clear(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }

  #stopRuns(handle: WorkerHandle, position: number, graceMs: number, isOpen: () => boolean): void {
    const runs = handle.control.runsOf(position);
    for (const run of runs) this.stopItem(handle, position, run, graceMs);
    if (runs.length > 0) return;
    // Claimed, and no item runs: it is about to begin, or has just ended.
    this.#after(LOOK_AGAIN_MILLIS, () => {
      if (isOpen()) this.#parts.takeNews(handle);
      if (isOpen()) this.#stopRuns(handle, position, graceMs, isOpen);
    });
  }

  #after(millis: number, then: () => void): void {
    if (millis === 0) return then();
    const timer = setTimeout(
      () => {
        this.#timers.delete(timer);
        then();
      },
      Math.min(millis, 2 ** 31 - 1),
    ).unref();
    this.#timers.add(timer);
  }
}
