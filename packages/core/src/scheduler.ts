/** Which worker gets the next task, decided from counts and estimates alone: no thread, no clock. */

/** Work that a ring is filled ahead with: enough that a worker never runs dry while the main thread does something else. */
const AHEAD_NANOS = 1_000_000;

/**
 * Waking a sleeping worker costs both threads some tens of microseconds, so less work than this is given to one that is awake.
 */
const WORTH_WAKING_NANOS = 50_000;

/** What a function counts as before its first result: long, so that its first tasks spread over all workers, one each. */
const UNKNOWN_NANOS = 2_000_000;

/** Weight of the newest measurement: recent enough to follow a change, slow enough to ride over one odd task. */
const NEWEST_WEIGHT = 1 / 8;

/** No worker should get it now: it waits in the backlog. */
export const NO_WORKER = -1;

export class Scheduler {
  /** Estimated time of one item of each function; `undefined` before the first measurement. */
  readonly #itemNanos: (number | undefined)[] = [];

  /** For each worker: estimated time of what it holds, how many records that is, and whether it takes more. */
  readonly #queuedNanos: Float64Array;
  readonly #records: Int32Array;
  readonly #takesWork: Uint8Array;
  /** Whether its module is loaded: until then what it holds waits. */
  readonly #isReady: Uint8Array;

  /** The worker that got the newest task. */
  #newest = 0;

  constructor(workers: number) {
    this.#queuedNanos = new Float64Array(workers);
    this.#records = new Int32Array(workers);
    this.#takesWork = new Uint8Array(workers);
    this.#isReady = new Uint8Array(workers);
  }

  /** A worker, with nothing to do, takes work from now on. */
  workerAdded(worker: number): void {
    this.#queuedNanos[worker] = 0;
    this.#records[worker] = 0;
    this.#takesWork[worker] = 1;
    this.#isReady[worker] = 0;
  }

  /** A worker has loaded its module. */
  workerReady(worker: number): void {
    this.#isReady[worker] = 1;
  }

  /** A worker takes no more work. */
  workerRemoved(worker: number): void {
    this.#takesWork[worker] = 0;
  }

  /** Expected time of `items` calls of a function. */
  estimate(functionId: number, items: number): number {
    return (this.#itemNanos[functionId] ?? UNKNOWN_NANOS) * items;
  }

  /** What one call was measured to take lately, or `undefined`. */
  measured(functionId: number): number | undefined {
    return this.#itemNanos[functionId];
  }

  /** A worker reports what one call took. */
  observe(functionId: number, nanos: number): void {
    const known = this.#itemNanos[functionId];
    this.#itemNanos[functionId] = known === undefined ? nanos : known + (nanos - known) * NEWEST_WEIGHT;
  }

  /**
   * The worker for a record of expected time `nanos`, or `NO_WORKER`. An awake worker with little to do comes first, then the one
   * with the least to do, as long as what it holds stays below what is worth filling ahead. One that is still loading its module comes last.
   */
  choose(nanos: number): number {
    const newest = this.#newest;
    if (
      this.#takesWork[newest] === 1 &&
      this.#isReady[newest] === 1 &&
      this.#records[newest]! > 0 &&
      this.#queuedNanos[newest]! + nanos <= WORTH_WAKING_NANOS
    ) {
      return newest;
    }
    const ready = this.#leastLoaded(1);
    if (ready !== NO_WORKER && this.#accepts(ready, nanos)) return ready;
    const starting = this.#leastLoaded(0);
    return starting !== NO_WORKER && this.#accepts(starting, nanos) ? starting : NO_WORKER;
  }

  /** A worker that holds nothing, or `NO_WORKER`: for what must not stand behind anything. */
  chooseIdle(): number {
    return this.choose(Infinity);
  }

  /** A record went to a worker. */
  dispatched(worker: number, nanos: number): void {
    this.#newest = worker;
    this.#queuedNanos[worker]! += nanos;
    this.#records[worker]! += 1;
  }

  /** A record that was dispatched with the same `nanos` is done, or was taken back. */
  finished(worker: number, nanos: number): void {
    this.#records[worker]! -= 1;
    // Rounding must not leave a trace: nothing held is nothing queued.
    this.#queuedNanos[worker] = this.#records[worker] === 0 ? 0 : this.#queuedNanos[worker]! - nanos;
  }

  /** Records a worker holds. */
  recordsOf(worker: number): number {
    return this.#records[worker]!;
  }

  #accepts(worker: number, nanos: number): boolean {
    return this.#records[worker] === 0 || this.#queuedNanos[worker]! + nanos <= AHEAD_NANOS;
  }

  /** The worker with the least to do among those that are ready (1) or are not (0). */
  #leastLoaded(isReady: 0 | 1): number {
    let best = NO_WORKER;
    for (let worker = 0; worker < this.#records.length; worker += 1) {
      if (this.#takesWork[worker] === 0 || this.#isReady[worker] !== isReady) continue;
      if (best === NO_WORKER || this.#isLessLoaded(worker, best)) best = worker;
    }
    return best;
  }

  #isLessLoaded(worker: number, than: number): boolean {
    if (this.#queuedNanos[worker]! !== this.#queuedNanos[than]!) {
      return this.#queuedNanos[worker]! < this.#queuedNanos[than]!;
    }
    return this.#records[worker]! < this.#records[than]!;
  }
}
