import { BusyWorkers } from './busy-workers.js';

/**
 * Which worker gets the next task, decided from counts and estimates alone: no thread, no clock. Its methods are asked in whole numbers: a fraction that is handed to a
 * function, or back, becomes an object on the heap wherever the compiler does not merge the two.
 */

/** Work that a ring is filled ahead with: enough that a worker never runs dry while the main thread does something else. */
const AHEAD_NANOS = 1_000_000;

/** The same of blocks: they are alike, nobody waits for one of them, and a main thread that is woken for each record takes its time from the kernels. */
export const BLOCKS_AHEAD_NANOS = 8_000_000;

/**
 * Waking a sleeping worker costs both threads some tens of microseconds, so less work than this is given to one that is awake.
 */
const WORTH_WAKING_NANOS = 50_000;

/** What a record costs the main thread, from its submission to its result: so fast it can feed workers. */
const FEEDING_NANOS = 300;

/** Work that waits behind a task is worth taking back for a worker that has none: a wake-up and two copies of a record cost less. */
const WORTH_RECALLING_NANOS = 200_000;

/** Results of records shorter than this are looked for before the main thread sleeps. */
const WORTH_LOOKING_NANOS = 200_000;

/** The same while as many workers are busy as there are processors: whoever looks takes its time from one of them. */
const WORTH_LOOKING_AMONG_BUSY_NANOS = 20_000;

/** What a function counts as before its first result: long, so that its first tasks spread over all workers, one each. */
const UNKNOWN_NANOS = 2_000_000;

/** Functions and slots that there is room for at first. */
const FIRST_FUNCTIONS = 16;
const FIRST_SLOTS = 256;

/** Weight of the newest measurement: recent enough to follow a change, slow enough to ride over one odd task. */
const NEWEST_WEIGHT = 1 / 8;

/** A measurement counts as at most so many times what was known: a tiny task whose thread lost its processor for some milliseconds does not become a long one by it. */
const MOST_GROWTH = 64;

/** No worker should get it now: it waits in the backlog. */
export const NO_WORKER = -1;

export class Scheduler {
  /** Estimated time of one item of each function, and whether it was ever measured. They grow with the functions. */
  #itemNanos = new Float64Array(FIRST_FUNCTIONS).fill(UNKNOWN_NANOS);
  readonly #isMeasured: boolean[] = [];
  /** What each slot's record was expected to take when it was dispatched. It grows with the slots. */
  #recordNanos = new Float64Array(FIRST_SLOTS);
  /** Records a worker may hold whatever they take: those it may have open at once, and one to go on with. */
  readonly #alwaysTaken: number;
  readonly #concurrency: number;
  /** Threads that can run at the same time. */
  readonly #processors: number;

  /** For each worker: estimated time of what it holds, how many records that is, and whether it takes more. */
  readonly #queuedNanos: Float64Array;
  readonly #records: Int32Array;
  /** How many of a worker's records are each worth waking a worker for. */
  readonly #longRecords: Int32Array;
  /** The workers that hold records. */
  readonly busy: BusyWorkers;
  readonly #takesWork: Uint8Array;
  /** Whether its module is loaded: until then what it holds waits. */
  readonly #isReady: Uint8Array;

  /** The worker that got the newest task. */
  #newest = 0;

  /** `concurrency`: tasks that a worker may have open at once. `processors`: threads that can run at the same time. */
  constructor(workers: number, concurrency = 1, processors: number = workers) {
    this.#concurrency = concurrency;
    this.#processors = processors;
    this.#alwaysTaken = concurrency + 1;
    this.#queuedNanos = new Float64Array(workers);
    this.#records = new Int32Array(workers);
    this.#longRecords = new Int32Array(workers);
    this.busy = new BusyWorkers(workers);
    this.#takesWork = new Uint8Array(workers);
    this.#isReady = new Uint8Array(workers);
  }

  /** A worker, with nothing to do, takes work from now on. */
  workerAdded(worker: number): void {
    this.#queuedNanos[worker] = 0;
    this.#records[worker] = 0;
    this.#longRecords[worker] = 0;
    this.busy.remove(worker);
    this.#takesWork[worker] = 1;
    this.#isReady[worker] = 0;
  }

  /** A worker has loaded its module. */
  workerReady(worker: number): void {
    this.#isReady[worker] = 1;
  }

  /** A worker takes no more work: for good, or until `workerResumed`. */
  workerRemoved(worker: number): void {
    this.#takesWork[worker] = 0;
  }

  /** A worker that got stuck in a task goes on. */
  workerResumed(worker: number): void {
    this.#takesWork[worker] = 1;
  }

  /** What one call was measured to take lately, or `undefined`. */
  measured(functionId: number): number | undefined {
    return this.#isMeasured[functionId] === true ? this.#itemNanos[functionId] : undefined;
  }

  /** Whether looking for the results of a record of `items` calls, sent just now, costs less than to sleep until they are there. */
  isWorthLookingFor(functionId: number, items: number): boolean {
    if (this.#isMeasured[functionId] !== true) return true;
    const nanos = this.#itemNanos[functionId]! * items;
    return nanos < (this.busy.count < this.#processors ? WORTH_LOOKING_NANOS : WORTH_LOOKING_AMONG_BUSY_NANOS);
  }

  /** Whether one call is expected to take `nanos` or more. */
  isExpectedToTake(nanos: number, functionId: number): boolean {
    return (functionId < this.#itemNanos.length ? this.#itemNanos[functionId]! : UNKNOWN_NANOS) >= nanos;
  }

  /** A worker reports what one call took. */
  observe(functionId: number, nanos: number): void {
    if (functionId >= this.#itemNanos.length) this.#itemNanos = longer(this.#itemNanos, functionId);
    const known = this.#itemNanos[functionId]!;
    const isFirst = this.#isMeasured[functionId] !== true;
    const newest = Math.min(nanos, known * MOST_GROWTH);
    this.#itemNanos[functionId] = isFirst ? nanos : known + (newest - known) * NEWEST_WEIGHT;
    this.#isMeasured[functionId] = true;
  }

  /**
   * The worker for a record of `items` calls of a function, or `NO_WORKER`. An awake worker with little to do comes first, then the one
   * with the least to do, as long as what it holds stays below what is worth filling ahead. One that is still loading its module comes last.
   */
  choose(functionId: number, items: number): number {
    const newest = this.#newest;
    const itemNanos = functionId < this.#itemNanos.length ? this.#itemNanos[functionId]! : UNKNOWN_NANOS;
    const nanos = itemNanos * items;
    const isAwake = this.#records[newest]! > 0 && this.#takesWork[newest] === 1 && this.#isReady[newest] === 1;
    if (isAwake && this.#queuedNanos[newest]! + nanos <= WORTH_WAKING_NANOS) return newest;
    return nanos > WORTH_WAKING_NANOS || this.#concurrency > 1 || this.busy.count === 0
      ? this.#chooseLeastLoaded(functionId, items)
      : this.#chooseForShort(functionId, items);
  }

  /**
   * The worker for a record that takes less than waking one costs. It wakes none while as many are busy with such records as the main thread can feed, or as can run at the
   * same time, and one of them has room; and where these have none, it waits for them rather than have more threads share the processors.
   */
  #chooseForShort(functionId: number, items: number): number {
    const newest = this.#newest;
    const nanos = this.#itemNanos[functionId]! * items;
    const needed = this.#neededFor(nanos);
    const takesMore = this.#isServing(newest) && this.#accepts(newest, nanos);
    if (takesMore && needed === 1) return newest;
    const serving = this.#countServing();
    // One too many: the others run dry and sleep.
    if (takesMore && serving > needed) return newest;
    if (serving >= needed) {
      const least = this.#leastServing();
      if (this.#accepts(least, nanos)) return least;
      if (serving >= this.#processors) return NO_WORKER;
    }
    return this.#chooseLeastLoaded(functionId, items);
  }

  /** Workers that records of so long keep busy: as many as the main thread can feed, and as can run at the same time. */
  #neededFor(nanos: number): number {
    return Math.min(this.#processors, 1 + Math.floor(nanos / FEEDING_NANOS));
  }

  /** Whether the worker is awake, by what is known, and computes: it holds short records, and nothing else. */
  #isServing(worker: number): boolean {
    return (
      this.#records[worker]! > 0 &&
      this.#longRecords[worker] === 0 &&
      this.#takesWork[worker] === 1 &&
      this.#isReady[worker] === 1
    );
  }

  #countServing(): number {
    let serving = 0;
    const { indices, count } = this.busy;
    for (let index = 0; index < count; index += 1) if (this.#isServing(indices[index]!)) serving += 1;
    return serving;
  }

  /** The one with the least to do among those that serve; `NO_WORKER` if none does. */
  #leastServing(): number {
    let best = NO_WORKER;
    const { indices, count } = this.busy;
    for (let index = 0; index < count; index += 1) {
      const worker = indices[index]!;
      if (this.#isServing(worker) && (best === NO_WORKER || this.#isLessLoaded(worker, best))) best = worker;
    }
    return best;
  }

  /** The worker for a record of `items` blocks: the one with the least to do. */
  chooseForBlocks(functionId: number, items: number): number {
    return this.#chooseLeastLoaded(functionId, items, BLOCKS_AHEAD_NANOS);
  }

  #chooseLeastLoaded(functionId: number, items: number, aheadNanos: number = AHEAD_NANOS): number {
    const nanos = (functionId < this.#itemNanos.length ? this.#itemNanos[functionId]! : UNKNOWN_NANOS) * items;
    const ready = this.#leastLoaded(1);
    if (ready !== NO_WORKER && this.#accepts(ready, nanos, aheadNanos)) return ready;
    const starting = this.#leastLoaded(0);
    return starting !== NO_WORKER && this.#accepts(starting, nanos, aheadNanos) ? starting : NO_WORKER;
  }

  /** A worker that can begin at once with what must not stand behind anything, as far as its records go and `isFit` knows; or `NO_WORKER`. */
  chooseFree(isFit: (worker: number) => boolean): number {
    let best = NO_WORKER;
    for (let worker = 0; worker < this.#records.length; worker += 1) {
      if (this.#takesWork[worker] === 0 || this.#records[worker]! >= this.#concurrency || !isFit(worker)) continue;
      // One that is loading its module has nothing to begin with: it comes last.
      const isBetter =
        best === NO_WORKER ||
        this.#isReady[worker]! > this.#isReady[best]! ||
        (this.#isReady[worker] === this.#isReady[best] && this.#records[worker]! < this.#records[best]!);
      if (isBetter) best = worker;
    }
    return best;
  }

  /** Whether `worker` takes a record that only it may run. */
  takes(worker: number): boolean {
    return this.#takesWork[worker] === 1 && this.#accepts(worker, 0);
  }

  /** The worker from which work should be taken back, because another has none and so much waits behind its task; or `NO_WORKER`. */
  chooseOverloaded(): number {
    if (!this.hasIdleWorker()) return NO_WORKER;
    let most = NO_WORKER;
    const { indices, count } = this.busy;
    for (let index = 0; index < count; index += 1) {
      const worker = indices[index]!;
      if (!this.isCrowded(worker) || this.#queuedNanos[worker]! < WORTH_RECALLING_NANOS) continue;
      if (this.#isServedWell(worker)) continue;
      if (most === NO_WORKER || this.#queuedNanos[worker]! > this.#queuedNanos[most]!) most = worker;
    }
    return most;
  }

  /** Whether what the worker holds would be given to no other that sleeps. */
  #isServedWell(worker: number): boolean {
    if (this.#concurrency > 1 || !this.#isServing(worker)) return false;
    return this.#countServing() >= this.#neededFor(this.#queuedNanos[worker]! / this.#records[worker]!);
  }

  /** Whether something waits behind something else at a worker that takes work. */
  isCrowded(worker: number): boolean {
    return this.#records[worker]! > this.#concurrency && this.#takesWork[worker] === 1;
  }

  /** Whether a worker that is ready has nothing to do. */
  hasIdleWorker(): boolean {
    for (let worker = 0; worker < this.#records.length; worker += 1) {
      if (this.#takesWork[worker] === 1 && this.#isReady[worker] === 1 && this.#records[worker] === 0) return true;
    }
    return false;
  }

  /** The record of `slot`, of `items` calls of a function, went to a worker. */
  dispatched(worker: number, slot: number, functionId: number, items: number): void {
    const itemNanos = functionId < this.#itemNanos.length ? this.#itemNanos[functionId]! : UNKNOWN_NANOS;
    const nanos = itemNanos * items;
    if (slot >= this.#recordNanos.length) this.#recordNanos = longer(this.#recordNanos, slot);
    this.#recordNanos[slot] = nanos;
    this.#newest = worker;
    this.#queuedNanos[worker]! += nanos;
    const records = this.#records[worker]! + 1;
    this.#records[worker] = records;
    if (records === 1) this.busy.add(worker);
    if (nanos > WORTH_WAKING_NANOS) this.#longRecords[worker]! += 1;
  }

  /** The record of `slot`, which was dispatched to the worker, is done, or was taken back. */
  finished(worker: number, slot: number): void {
    const left = this.#records[worker]! - 1;
    this.#records[worker] = left;
    const nanos = this.#recordNanos[slot]!;
    if (nanos > WORTH_WAKING_NANOS) this.#longRecords[worker]! -= 1;
    // Rounding must not leave a trace: nothing held is nothing queued.
    this.#queuedNanos[worker] = left === 0 ? 0 : this.#queuedNanos[worker]! - nanos;
    if (left === 0) this.busy.remove(worker);
  }

  /** Records a worker holds. */
  recordsOf(worker: number): number {
    return this.#records[worker]!;
  }

  #accepts(worker: number, nanos: number, aheadNanos: number = AHEAD_NANOS): boolean {
    return this.#records[worker]! < this.#alwaysTaken || this.#queuedNanos[worker]! + nanos <= aheadNanos;
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

/** The same numbers with room for one at `index`, and as many more. What is new counts as unknown. */
function longer(numbers: Float64Array, index: number): Float64Array<ArrayBuffer> {
  const more = new Float64Array(2 * index).fill(UNKNOWN_NANOS);
  more.set(numbers);
  return more;
}
