import type { ClaimingConsumer } from 'atomics-ring';
import { isTask, TaskKind, taskKind } from '../transport/task-record.js';
import { type BatchClock, now } from './batch-clock.js';
import type { EventLoop } from './event-loop.js';
import type { NewsWatch } from './news-watch.js';
import type { RecordReader } from './record-reader.js';
import type { ResultWriter } from './result-writer.js';
import { Resumption } from './resumption.js';
import type { Ending } from './ending.js';
import type { Retirement } from './retirement.js';
import type { Runner } from './runner.js';
import type { WorkMeter } from './work-meter.js';

/** How long tasks may follow each other before what they left to the event loop gets its turn; less while tasks await in it. */
const TURN_AFTER_MILLIS = 10;
const TURN_AFTER_MILLIS_WITH_OPEN_TASKS = 2;

export interface TaskLoopParts {
  readonly ring: ClaimingConsumer;
  readonly results: ResultWriter;
  readonly reader: RecordReader;
  readonly batch: BatchClock;
  readonly meter: WorkMeter;
  readonly retirement: Retirement;
  readonly eventLoop: EventLoop;
  readonly watchForNews: NewsWatch;
  /** Makes what runs the items, which calls back when a promise has settled. */
  readonly makeRunner: (loop: TaskLoop) => Runner;
  /** Ends the worker in an orderly way, once all that it has claimed is done. `isOwnWish`: nobody has told it to. */
  readonly end: (ending: Ending) => void;
}

/** Python's `worker()`: takes tasks, has them run, until it retires. */
export class TaskLoop {
  readonly #parts: TaskLoopParts;
  readonly #ring: ClaimingConsumer;
  readonly #batch: BatchClock;
  readonly #meter: WorkMeter;
  readonly #runner: Runner;
  readonly #resumption: Resumption;

  /** When the event loop last had its turn. */
  #lastTurn = now();
  /** Whether records were claimed since the last publication that the main thread was told of. */
  #hasUnpublished = false;
  /** `wanted`: by the worker itself. `told`: by the main thread. `ended`: nothing runs any more. */
  #retirement: 'no' | Ending | 'ended' = 'no';

  constructor(parts: TaskLoopParts) {
    this.#parts = parts;
    this.#ring = parts.ring;
    this.#batch = parts.batch;
    this.#meter = parts.meter;
    this.#runner = parts.makeRunner(this);
    this.#resumption = new Resumption(parts.ring, parts.eventLoop, this.#afterEventLoop, this.crash);
  }

  /** Runs tasks until all wait for promises, or the event loop needs a turn; it is called again then. Blocks while there is nothing to do. */
  readonly run = (): void => {
    if (this.#retirement === 'ended' || this.#resumption.isTurning) return;
    try {
      this.#countTime(now());
      this.#takeTasks();
    } catch (error) {
      this.crash(error);
    }
  };

  /** What is thrown outside of a task must end the worker: nobody waits for it. */
  readonly crash = (error: unknown): void => this.#parts.eventLoop.crash(error);

  /** Makes the results that are there visible, and tells the main thread. */
  readonly publish = (): void => {
    this.#hasUnpublished = false;
    this.#tellDone();
    this.#parts.results.publish();
  };

  /** Makes the results that are there visible where the main thread looks for itself; it is told before this thread sleeps, or does something else. */
  readonly publishQuietly = (): void => {
    this.#tellDone();
    this.#parts.results.publishQuietly();
  };

  #tellDone(): void {
    // What is done is told before its result, but of tiny tasks, which are counted by the batch: the main thread knows of those it has results of.
    if (this.#batch.limit === 1 || !this.#runner.waitsInBatch) this.#meter.tell(this.#itemsDone());
  }

  /** Gives back the bytes of the records that are done. */
  readonly releaseTasks = (): void => this.#ring.release(this.#runner.doneUpTo);

  readonly #afterEventLoop = (): void => {
    this.#lastTurn = now();
    this.run();
  };

  /** The time up to now belongs to what is open, or to nothing. A batch that waited for a promise goes on. */
  #countTime(time: number): void {
    this.#meter.count(time);
    if (this.#batch.items === 0) this.#batch.start = time;
  }

  #takeTasks(): void {
    for (;;) {
      const next = this.#runner.goOn();
      if (next === 'wait') return this.#leaveToEventLoop();
      if (this.#batch.isDue && !this.#endBatch()) return;
      if (next === 'again') continue;
      if (this.#retirement !== 'no') return this.#retire();
      // One record at a time, so that all but those that run can be taken back.
      const outcome = this.#ring.claim(1, this.#runner.openItems > 0);
      if (outcome === 'empty') {
        if (!this.#findWork()) return;
        continue;
      }
      this.#hasUnpublished = true;
      if (outcome === 'batch') this.#takeRecord();
    }
  }

  #takeRecord(): void {
    const offset = this.#ring.nextRecord();
    // Padding alone.
    if (offset < 0) return;
    const kind = taskKind(this.#ring.view, offset);
    if (isTask(kind)) {
      if (!this.#meter.isToldBusy) this.#meter.tell(this.#itemsDone());
      this.#runner.take(kind, offset);
    } else if (kind === TaskKind.Retire) {
      this.#retirement = 'told';
    } else if (kind === TaskKind.Leave) {
      this.#retirement = 'dismissed';
    } else {
      this.#parts.reader.obey(kind, offset);
    }
  }

  /** One clock reading for the whole batch. False when the event loop takes its turn. */
  #endBatch(): boolean {
    const { eventLoop, retirement } = this.#parts;
    const end = now();
    this.#batch.close(end);
    this.#meter.count(end);
    this.#meter.tell(this.#itemsDone());
    eventLoop.wasBusy();
    const { itemsInAll } = this.#batch;
    if (this.#retirement === 'no' && retirement.isDue(itemsInAll, end)) this.#retirement = 'wanted';
    this.#batch.limit = Math.min(this.#batch.limit, Math.max(1, retirement.itemsLeft(itemsInAll)));
    return this.#letOthersRun(end);
  }

  /** False when the event loop takes its turn: the loop goes on afterwards. */
  #letOthersRun(time: number): boolean {
    if (this.#parts.eventLoop.isQuiet) return true;
    const turnAfter = this.#runner.openItems > 0 ? TURN_AFTER_MILLIS_WITH_OPEN_TASKS : TURN_AFTER_MILLIS;
    if (time - this.#lastTurn < turnAfter) return true;
    this.publish();
    this.#resumption.afterTurn();
    return false;
  }

  /** Until a promise settles. */
  #leaveToEventLoop(): void {
    if (!this.#runner.waitsInBatch && this.#batch.items > 0 && !this.#endBatch()) return;
    this.#parts.eventLoop.wasBusy();
    this.publish();
    this.#meter.tell(this.#itemsDone());
  }

  /** The ring is empty. True when there is something to do now; otherwise `run` will be called again. */
  #findWork(): boolean {
    if (this.#batch.items > 0 && !this.#endBatch()) return false;
    if (this.#retirement !== 'no') return true;
    if (this.#hasUnpublished || this.#parts.results.owesNews) this.publish();
    if (this.#runner.openItems > 0) {
      this.#leaveToEventLoop();
      this.#resumption.onNews();
      return false;
    }
    this.#meter.pause();
    if (!this.#parts.watchForNews(this.#hasNews) && !this.#sleep()) return false;
    this.#countTime(now());
    return true;
  }

  readonly #hasNews = (): boolean => this.#ring.hasNews();

  /** Lets the event loop finish what tasks left behind, then sleeps. False when `run` will be called again. */
  #sleep(): boolean {
    const { eventLoop, retirement } = this.#parts;
    if (!eventLoop.isQuiet) {
      this.#resumption.afterTurn();
      return false;
    }
    if (retirement.isDueBeforeSleep(this.#batch.itemsInAll, now())) {
      this.#retirement = 'wanted';
      return true;
    }
    this.#meter.tell(this.#itemsDone());
    if (eventLoop.hasLiveHandles()) {
      eventLoop.wasBusy();
      this.#resumption.onNews();
      return false;
    }
    this.#ring.sleepSync();
    return true;
  }

  #itemsDone(): number {
    return this.#batch.itemsInAll - this.#runner.openItems;
  }

  /** Claims nothing more; what is open is waited for. */
  #retire(): void {
    if (this.#runner.openItems > 0) return this.#leaveToEventLoop();
    const ending = this.#retirement as Ending;
    this.#retirement = 'ended';
    this.#meter.pause();
    this.#meter.tell(this.#itemsDone());
    this.publish();
    this.#parts.end(ending);
  }
}
