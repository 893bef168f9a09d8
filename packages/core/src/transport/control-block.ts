/**
 * What a worker and the main thread tell each other outside of the rings: a few words of shared memory for each life of a worker. The worker says how much it has
 * done, and, of tasks that may have to be stopped, which runs since when; the main thread says what is to stop.
 *
 * ```text
 *  words 0 …   written by the worker   ENDED  EXIT_CODE  ITEMS_DONE  BUSY_MILLIS  BUSY_SINCE
 *       32 …   a lane for each task the worker may have open, 64 words apart
 *              written by the worker   SERIAL  POSITION  ITEM  STARTED_AT
 *       +32    written by main         ABORT  STOP
 * ```
 *
 * A record is named by the position at which it starts, one run of an item in a lane by the lane's serial number. Both come round again in the
 * end: until then what was said of the one is taken back, so that it says nothing of the other (R17).
 */
import { load, notify, peek, store, waitAsync, whenSettled } from './atomics.js';
import { sharedNow } from './shared-clock.js';

export { sharedNow, toSharedClock } from './shared-clock.js';

/** No position: those are multiples of 8. */
const NONE = 1;

const Word = { Ended: 0, ExitCode: 1, ItemsDone: 2, BusyMillis: 3, BusySince: 4, Lanes: 32 } as const;
const Lane = { Serial: 0, Position: 1, Item: 2, StartedAt: 3, Abort: 32, Stop: 33, Words: 64 } as const;

/** Shared memory for a worker that may have `lanes` tasks open at once. */
export function createControlBlock(lanes: number): SharedArrayBuffer {
  const buffer = new SharedArrayBuffer(4 * (Word.Lanes + lanes * Lane.Words));
  const words = new Int32Array(buffer);
  for (let base = Word.Lanes; base < words.length; base += Lane.Words) {
    words[base + Lane.Position] = NONE;
    words[base + Lane.Stop] = NONE;
  }
  return buffer;
}

/** One run of an item of a watched record. */
export interface WatchedRun {
  /** Counts from 0. */
  readonly lane: number;
  readonly serial: number;
  /** Place of the item in its record. */
  readonly item: number;
  /** How long it runs already: whole milliseconds, never too many. Right for 24 days. */
  readonly elapsedMs: number;
}

/** The main thread's view of one worker's control block. */
export class ControlView {
  readonly #words: Int32Array;
  readonly #lanes: number;
  /** The lane whose word the newest stop took. */
  #newestStop = 0;

  constructor(buffer: SharedArrayBuffer) {
    this.#words = new Int32Array(buffer);
    this.#lanes = lanesOf(this.#words);
  }

  /** The exit code, once the thread has run its exit hook: it writes nothing to its rings any more. */
  get exitCode(): number | undefined {
    if (load(this.#words, Word.Ended) === 0) return undefined;
    return load(this.#words, Word.ExitCode);
  }

  get itemsDone(): number {
    return load(this.#words, Word.ItemsDone) >>> 0;
  }

  /** Time spent on tasks, the one that runs now included. At the moment of its end it may be counted twice, or not at all. */
  get busyMs(): number {
    const since = load(this.#words, Word.BusySince);
    return (load(this.#words, Word.BusyMillis) >>> 0) + (since === 0 ? 0 : elapsedSince(since));
  }

  /** The items of the watched record at `position` that run now. Only one where the record's items run one by one. */
  runsOf(position: number): WatchedRun[] {
    const runs: WatchedRun[] = [];
    for (let lane = 0; lane < this.#lanes; lane += 1) {
      const run = this.#read(lane, position);
      if (run !== undefined) runs.push(run);
    }
    return runs;
  }

  /** Fires the signal of this run's task, if it still runs. To be decided at once: a run must not be kept for later. */
  abort(run: WatchedRun): void {
    const index = baseOf(run.lane) + Lane.Abort;
    store(this.#words, index, run.serial);
    notify(this.#words, index);
  }

  /**
   * The record at `position`, which is in flight, ends after the items that run. This can be said of as many records as there are lanes: any lane's word
   * will do, and when all are taken, one of them is taken again.
   */
  stopRecord(position: number): void {
    const free = this.#laneThatStops(NONE);
    this.#newestStop = free ?? (this.#newestStop + 1) % this.#lanes;
    store(this.#words, baseOf(this.#newestStop) + Lane.Stop, position);
  }

  /** The record at `position` is settled: takes back what `stopRecord` said of it, before another one can start there (R17). */
  clearStop(position: number): void {
    const lane = this.#laneThatStops(position);
    if (lane !== undefined) store(this.#words, baseOf(lane) + Lane.Stop, NONE);
  }

  #laneThatStops(position: number): number | undefined {
    for (let lane = 0; lane < this.#lanes; lane += 1) {
      if (load(this.#words, baseOf(lane) + Lane.Stop) === position) return lane;
    }
    return undefined;
  }

  /** R18: what is read after the position was seen and before the serial number is seen unchanged belongs to that run. */
  #read(lane: number, position: number): WatchedRun | undefined {
    const words = this.#words;
    const base = baseOf(lane);
    const serial = load(words, base + Lane.Serial);
    if (load(words, base + Lane.Position) !== position) return undefined;
    const item = load(words, base + Lane.Item);
    const startedAt = load(words, base + Lane.StartedAt);
    if (load(words, base + Lane.Serial) !== serial) return undefined;
    return { lane, serial, item, elapsedMs: elapsedSince(startedAt) };
  }
}

/** The worker's side of its control block. */
export class ControlWriter {
  readonly #words: Int32Array;
  readonly #lanes: number;
  /** By lane: what its abort word held when we last looked, and the wait that is armed, which cannot be cancelled. */
  readonly #seenAborts: Int32Array;
  readonly #armed: (Promise<unknown> | undefined)[] = [];

  constructor(buffer: SharedArrayBuffer) {
    this.#words = new Int32Array(buffer);
    this.#lanes = lanesOf(this.#words);
    this.#seenAborts = new Int32Array(this.#lanes);
  }

  /** The thread's last word. */
  ended(exitCode: number): void {
    store(this.#words, Word.ExitCode, exitCode);
    store(this.#words, Word.Ended, 1);
  }

  /** How much was done in all, and since when (on the shared clock) the worker is busy with what is not counted yet; 0: it is not. */
  progress(itemsDone: number, busyMs: number, busySince: number): void {
    store(this.#words, Word.ItemsDone, itemsDone | 0);
    store(this.#words, Word.BusyMillis, Math.floor(busyMs) | 0);
    // 0 says idle, so a start at a multiple of 2³² ms is told as a millisecond before.
    store(this.#words, Word.BusySince, busySince === 0 ? 0 : Math.floor(busySince) | 0 || -1);
  }

  /**
   * Whether the record at `position` is to end after the items that run. A plain read, since it is asked before every item: an atomic one takes longer than a tiny
   * item does. It may see the word late; nothing depends on when, and between two reads stands the call of a task, over which no read is kept.
   */
  isStopped(position: number): boolean {
    for (let lane = 0; lane < this.#lanes; lane += 1) {
      if (peek(this.#words, baseOf(lane) + Lane.Stop) === position) return true;
    }
    return false;
  }

  /** An item of a watched record starts, in a lane whose item before is done. Returns the serial number of this run. */
  begin(lane: number, position: number, item: number): number {
    const words = this.#words;
    const base = this.#base(lane);
    // R18: the lane names no record while its words change, and the serial number has moved before any other does.
    store(words, base + Lane.Position, NONE);
    const serial = this.#nextSerial(lane, base);
    store(words, base + Lane.Serial, serial);
    store(words, base + Lane.Item, item);
    // Rounded up, so that no task is ended before its time.
    store(words, base + Lane.StartedAt, Math.ceil(sharedNow()) | 0);
    store(words, base + Lane.Position, position);
    return serial;
  }

  /** The lane's item is done. */
  end(lane: number): void {
    store(this.#words, this.#base(lane) + Lane.Position, NONE);
  }

  /** Whether this run is to stop. */
  isAborted(lane: number, serial: number): boolean {
    return this.#lookAtAbort(lane, this.#base(lane)) === serial;
  }

  /**
   * Resolves once the lane's abort word was written to, for this run or, late, for one before: look with `isAborted`, and call again. `undefined`, once, when
   * it is not as `begin` or `isAborted` saw it last: look now. It is the same promise until it resolves: one reaction for each lane is enough.
   */
  whenAborted(lane: number): Promise<unknown> | undefined {
    const armed = this.#armed[lane];
    if (armed !== undefined) return armed;
    const base = this.#base(lane);
    const waiting = waitAsync(this.#words, base + Lane.Abort, this.#seenAborts[lane]!);
    if (typeof waiting.value === 'string') {
      this.#lookAtAbort(lane, base);
      return undefined;
    }
    this.#armed[lane] = whenSettled(waiting.value, () => {
      this.#armed[lane] = undefined;
    });
    return this.#armed[lane];
  }

  /** R17: not the number that ABORT holds from 2 ** 32 runs ago, and 0 is what it holds in the beginning. */
  #nextSerial(lane: number, base: number): number {
    const next = (load(this.#words, base + Lane.Serial) + 1) | 0;
    return next === this.#lookAtAbort(lane, base) ? (next + 1) | 0 : next;
  }

  #lookAtAbort(lane: number, base: number): number {
    const seen = load(this.#words, base + Lane.Abort);
    this.#seenAborts[lane] = seen;
    return seen;
  }

  #base(lane: number): number {
    if (!(lane >= 0 && lane < this.#lanes))
      throw new RangeError(`Expected a lane of 0 to ${this.#lanes - 1}, got ${lane}.`);
    return baseOf(lane);
  }
}

function lanesOf(words: Int32Array): number {
  return (words.length - Word.Lanes) / Lane.Words;
}

/** Where a lane's words begin. */
function baseOf(lane: number): number {
  return Word.Lanes + lane * Lane.Words;
}

/** Whole milliseconds since a word of the shared clock; times that another thread rounded up may lie ahead of ours. */
function elapsedSince(startedAt: number): number {
  return Math.max(0, (Math.floor(sharedNow()) - startedAt) | 0);
}
