/**
 * What a worker and the main thread tell each other outside of the rings: a few words of shared memory for each life of a worker. The worker says how much it has
 * done, and, of tasks that may have to be stopped, which runs since when; the main thread says what is to stop.
 *
 * ```text
 *  words 0 …   written by the worker   ENDED  EXIT_CODE  ITEMS_DONE  BUSY_MILLIS  BUSY_SINCE
 *       32     written by main         STOP
 *       64 …   a lane for each task the worker may have open, 64 words apart
 *              written by the worker   SERIAL  POSITION  ITEM  STARTED_AT
 *       +32    written by main         ABORT
 * ```
 *
 * A record is named by the position at which it starts, one run of an item in a lane by the lane's serial number: a name never comes
 * again, so what is said about one that is over says nothing about the next (R17).
 */

/** No position: those are multiples of 8. */
const NONE = 1;

const Word = { Ended: 0, ExitCode: 1, ItemsDone: 2, BusyMillis: 3, BusySince: 4, Stop: 32, Lanes: 64 } as const;
const Lane = { Serial: 0, Position: 1, Item: 2, StartedAt: 3, Abort: 32, Words: 64 } as const;

/** `Atomics.waitAsync`, which the library of the language version we compile for does not know yet. */
type WaitAsync = (
  words: Int32Array,
  index: number,
  value: number,
) => { readonly async: true; readonly value: Promise<unknown> } | { readonly async: false };
const { waitAsync } = Atomics as unknown as { waitAsync: WaitAsync };

/** Milliseconds between a thread's own clock and the one that all threads share. */
const sharedClockOffset: number = Number(process.hrtime.bigint()) / 1e6 - performance.now();
const now: () => number = performance.now.bind(performance);

/** Milliseconds on a clock that is the same for all threads of the process. */
export function sharedNow(): number {
  return now() + sharedClockOffset;
}

/** Shared memory for a worker that may have `lanes` tasks open at once. */
export function createControlBlock(lanes: number): SharedArrayBuffer {
  const buffer = new SharedArrayBuffer(4 * (Word.Lanes + lanes * Lane.Words));
  const words = new Int32Array(buffer);
  words[Word.Stop] = NONE;
  for (let lane = Word.Lanes; lane < words.length; lane += Lane.Words) words[lane + Lane.Position] = NONE;
  return buffer;
}

/** One run of an item of a watched record. */
export interface WatchedRun {
  readonly lane: number;
  readonly serial: number;
  /** Place of the item in its record. */
  readonly item: number;
  /** How long it runs already. */
  readonly elapsedMs: number;
}

/** The main thread's view of one worker's control block. */
export class ControlView {
  readonly #words: Int32Array;

  constructor(buffer: SharedArrayBuffer) {
    this.#words = new Int32Array(buffer);
  }

  /** The exit code, once the thread has run its exit hook: it writes nothing to its rings any more. */
  get exitCode(): number | undefined {
    if (Atomics.load(this.#words, Word.Ended) === 0) return undefined;
    return Atomics.load(this.#words, Word.ExitCode);
  }

  get itemsDone(): number {
    return Atomics.load(this.#words, Word.ItemsDone) >>> 0;
  }

  /** Time spent on tasks, the one that runs now included. */
  get busyMs(): number {
    const since = Atomics.load(this.#words, Word.BusySince);
    const running = since === 0 ? 0 : Math.max(0, (Math.floor(sharedNow()) - since) | 0);
    return (Atomics.load(this.#words, Word.BusyMillis) >>> 0) + running;
  }

  /** The items of the watched record at `position` that run now. Only one where the record's items run one by one. */
  runsOf(position: number): WatchedRun[] {
    const runs: WatchedRun[] = [];
    for (let lane = Word.Lanes; lane < this.#words.length; lane += Lane.Words) {
      const run = this.#read(lane, position);
      if (run !== undefined) runs.push(run);
    }
    return runs;
  }

  /** Fires the signal of this run's task, if it still runs. */
  abort(run: WatchedRun): void {
    Atomics.store(this.#words, run.lane + Lane.Abort, run.serial);
    Atomics.notify(this.#words, run.lane + Lane.Abort);
  }

  /** The record at `position` ends after the items that run. A later call takes the place of an earlier one. */
  stopRecord(position: number): void {
    Atomics.store(this.#words, Word.Stop, position);
  }

  /** R18: what is read between two equal looks at position and serial belongs to them. */
  #read(lane: number, position: number): WatchedRun | undefined {
    const words = this.#words;
    const serial = Atomics.load(words, lane + Lane.Serial);
    if (Atomics.load(words, lane + Lane.Position) !== position) return undefined;
    const item = Atomics.load(words, lane + Lane.Item);
    const elapsedMs = (Math.floor(sharedNow()) - Atomics.load(words, lane + Lane.StartedAt)) | 0;
    if (Atomics.load(words, lane + Lane.Serial) !== serial) return undefined;
    if (Atomics.load(words, lane + Lane.Position) !== position) return undefined;
    return { lane, serial, item, elapsedMs };
  }
}

/** The worker's side of its control block. */
export class ControlWriter {
  readonly #words: Int32Array;
  readonly #lanes: number;

  constructor(buffer: SharedArrayBuffer) {
    this.#words = new Int32Array(buffer);
    this.#lanes = (this.#words.length - Word.Lanes) / Lane.Words;
  }

  /** The thread's last word. */
  ended(exitCode: number): void {
    Atomics.store(this.#words, Word.ExitCode, exitCode);
    Atomics.store(this.#words, Word.Ended, 1);
  }

  /** How much was done in all, and since when (on the shared clock) the worker is busy with what is not counted yet; 0: it is not. */
  progress(itemsDone: number, busyMs: number, busySince: number): void {
    Atomics.store(this.#words, Word.ItemsDone, itemsDone | 0);
    Atomics.store(this.#words, Word.BusyMillis, Math.floor(busyMs) | 0);
    // 0 says idle, so a start at a multiple of 2³² ms is told as the one before.
    Atomics.store(this.#words, Word.BusySince, busySince === 0 ? 0 : Math.floor(busySince) | 0 || -1);
  }

  /** Whether the record at `position` is to end after the items that run. */
  isStopped(position: number): boolean {
    return Atomics.load(this.#words, Word.Stop) === position;
  }

  /** An item of a watched record starts, in a lane that has no other. Returns the serial number of this run. */
  begin(lane: number, position: number, item: number): number {
    const words = this.#words;
    const base = this.#base(lane);
    // R18: the lane names nothing while its words change, and the serial has moved on before it names something again.
    Atomics.store(words, base + Lane.Position, NONE);
    const serial = (Atomics.load(words, base + Lane.Serial) + 1) | 0;
    Atomics.store(words, base + Lane.Serial, serial);
    Atomics.store(words, base + Lane.Item, item);
    // Rounded up, so that no task is ended before its time.
    Atomics.store(words, base + Lane.StartedAt, Math.ceil(sharedNow()) | 0);
    Atomics.store(words, base + Lane.Position, position);
    return serial;
  }

  /** The lane's item is done. */
  end(lane: number): void {
    Atomics.store(this.#words, this.#base(lane) + Lane.Position, NONE);
  }

  /** Whether this run is to stop. */
  isAborted(lane: number, serial: number): boolean {
    return Atomics.load(this.#words, this.#base(lane) + Lane.Abort) === serial;
  }

  /** Resolves once the lane's abort word is written to. `undefined` when it is not as `isAborted` saw it last. */
  whenAborted(lane: number): Promise<unknown> | undefined {
    const index = this.#base(lane) + Lane.Abort;
    const waiting = waitAsync(this.#words, index, Atomics.load(this.#words, index));
    return waiting.async ? waiting.value : undefined;
  }

  #base(lane: number): number {
    if (lane >= this.#lanes) throw new RangeError(`Expected a lane below ${this.#lanes}, got ${lane}.`);
    return Word.Lanes + lane * Lane.Words;
  }
}
