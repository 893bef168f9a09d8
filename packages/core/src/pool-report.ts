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
    return this.#table.openSlots().reduce((sum, slot) => sum + this.#runningOf(slot), 0);
  }

  /** Each worker there is. */
  workers(): WorkerInfo[] {
    const names = new Map<number, string>();
    for (const slot of this.#table.openSlots())
      if (this.#runningOf(slot) > 0)
        names.set(this.#table.workerOf(slot), this.#functions.nameOf(this.#table.functionOf(slot)));
    return this.#alive().map((handle) =>
      workerInfo(
        {
          workerIndex: handle.index,
          threadId: handle.threadId,
          state: handle.state,
          tasksDone: handle.control.itemsDone,
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

  /** Items of a record that run: it was started, and not all of its results have come. One by one, unless its worker says otherwise. */
  #runningOf(slot: number): number {
    const handle = this.#workers[this.#table.workerOf(slot)];
    if (handle === undefined || this.#table.unsettledOf(slot) === 0) return 0;
    const position = this.#table.startPositionOf(slot);
    if (((handle.transport.started - position) | 0) <= 0) return 0;
    return Math.max(1, handle.control.runsOf(position).length);
  }
}
