import type { JobTable } from './job-table.js';
import type { FunctionRegistry } from './transport/function-registry.js';
import type { WorkerHandle } from './worker-handle.js';
import { type WorkerInfo, workerInfo } from './worker-info.js';

/** Reads what the workers are doing from shared memory: none of them is interrupted. */
export class PoolReport {
  readonly #table: JobTable;
  readonly #functions: FunctionRegistry;
  readonly #workers: readonly (WorkerHandle | undefined)[];

  /** How long workers that are gone lived, and how much of that they were busy. */
  #goneMs = 0;
  #goneBusyMs = 0;

  constructor(table: JobTable, functions: FunctionRegistry, workers: readonly (WorkerHandle | undefined)[]) {
    this.#table = table;
    this.#functions = functions;
    this.#workers = workers;
  }

  /** A worker is gone: its time still counts. */
  workerEnded(handle: WorkerHandle): void {
    this.#goneMs += handle.livedMs;
    this.#goneBusyMs += handle.control.busyMs;
  }

  get busyMs(): number {
    return this.#alive().reduce((sum, handle) => sum + handle.control.busyMs, this.#goneBusyMs);
  }

  get workerMs(): number {
    return this.#alive().reduce((sum, handle) => sum + handle.livedMs, this.#goneMs);
  }

  /** Items that run now. */
  get running(): number {
    return this.#started().reduce((sum, slot) => sum + this.#runningOf(slot), 0);
  }

  /** Each worker there is. */
  workers(): WorkerInfo[] {
    const names = new Map<number, string>();
    for (const slot of this.#started())
      names.set(this.#table.workerOf(slot), this.#functions.nameOf(this.#table.functionOf(slot)));
    return this.#alive().map((handle) =>
      workerInfo(
        {
          workerIndex: handle.index,
          threadId: handle.threadId,
          state: handle.state,
          tasksDone: Math.max(handle.control.itemsDone, handle.itemsGiven),
          busyMs: handle.control.busyMs,
          currentTask: names.get(handle.index),
        },
        handle,
      ),
    );
  }

  #alive(): WorkerHandle[] {
    return this.#workers.filter((handle) => handle !== undefined);
  }

  /** Slots of the records that run: of those that were started, and of which results are missing, all that have items in a lane, or else the newest of each worker. */
  #started(): number[] {
    const newest = new Map<number, number>();
    const inLanes: number[] = [];
    for (const slot of this.#table.openSlots()) {
      const worker = this.#table.workerOf(slot);
      const handle = this.#workers[worker];
      const position = this.#table.startPositionOf(slot);
      const isWanted = handle !== undefined && this.#table.unsettledOf(slot) > 0;
      if (!isWanted || ((handle.transport.started - position) | 0) <= 0) continue;
      if (handle.control.runsOf(position).length > 0) inLanes.push(slot);
      else if (this.#isNewer(slot, newest.get(worker))) newest.set(worker, slot);
    }
    const busy = new Set(inLanes.map((slot) => this.#table.workerOf(slot)));
    return [...inLanes, ...[...newest].flatMap(([worker, slot]) => (busy.has(worker) ? [] : [slot]))];
  }

  #isNewer(slot: number, than: number | undefined): boolean {
    return than === undefined || ((this.#table.startPositionOf(slot) - this.#table.startPositionOf(than)) | 0) > 0;
  }

  /** Items of a record that run: one by one, unless its worker says otherwise. */
  #runningOf(slot: number): number {
    const runs = this.#workers[this.#table.workerOf(slot)]!.control.runsOf(this.#table.startPositionOf(slot));
    return Math.max(1, runs.length);
  }
}
