import type { WatchedRun } from '../src/transport/control-block.ts';
import type { WorkerHandle, WorkerState } from '../src/worker-handle.ts';

/** A task in a worker's ring that the worker has not claimed. */
export interface Unclaimed {
  readonly slot: number;
  readonly payload: Uint8Array;
}

/** A worker without a thread and without rings: the test says what it has claimed, what it runs, and how far it is. */
export class FakeHandle {
  readonly index: number;
  holder: number;
  itemsSent = 0;
  itemsGiven = 0;
  readonly threadId: number;
  state: WorkerState = 'ready';
  isTerminating = false;
  isDamaged = false;
  isGivenUp = false;
  hasRetired = false;
  cause: unknown;
  idleSince = 0;
  livedMs = 0;

  started = 0;
  claimed = 0;
  unclaimed: Unclaimed[] = [];
  /** What taking tasks back throws. */
  damage: Error | undefined;
  /** The runs of watched records, by the records' positions. */
  readonly runs = new Map<number, WatchedRun[]>();
  /** Runs that were aborted, and positions of records that were stopped, in that order. */
  readonly aborted: WatchedRun[] = [];
  readonly stopped: number[] = [];
  /** Positions of records of which it was taken back that they stop. */
  readonly cleared: number[] = [];
  busyMs = 0;
  itemsDone = 0;

  constructor(index = 0) {
    this.index = index;
    this.holder = index;
    this.threadId = index + 1;
  }

  readonly control = (({ runs, aborted, stopped, cleared, readBusy, readItems }) => ({
    runsOf: (position: number) => runs.get(position) ?? [],
    abort: (run: WatchedRun) => void aborted.push(run),
    stopRecord: (position: number) => void stopped.push(position),
    clearStop: (position: number) => void cleared.push(position),
    get busyMs() {
      return readBusy();
    },
    get itemsDone() {
      return readItems();
    },
  }))({
    runs: this.runs,
    aborted: this.aborted,
    stopped: this.stopped,
    cleared: this.cleared,
    readBusy: () => this.busyMs,
    readItems: () => this.itemsDone,
  });

  readonly transport = (({ readStarted, readClaimed, recall }) => ({
    get started() {
      return readStarted();
    },
    get claimed() {
      return readClaimed();
    },
    recall,
  }))({
    readStarted: () => this.started,
    readClaimed: () => this.claimed,
    recall: (take: (slot: number, payload: Uint8Array) => void) => {
      for (const { slot, payload } of this.unclaimed.splice(0)) take(slot, payload);
      if (this.damage !== undefined) throw this.damage;
    },
  });

  /** A run of the item at `item` of the record at `position`. */
  run(position: number, item = 0, elapsedMs = 0, lane = 0, serial = 1): WatchedRun {
    const run = { lane, serial, item, elapsedMs };
    this.runs.set(position, [...(this.runs.get(position) ?? []), run]);
    return run;
  }

  get asHandle(): WorkerHandle {
    return this as unknown as WorkerHandle;
  }
}
