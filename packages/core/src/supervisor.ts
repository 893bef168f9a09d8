import { askToRetire } from './ask-to-retire.js';
import { afterEvents, Deadlines } from './deadlines.js';
import { PoolBrokenError } from './errors.js';
import type { CheckedOptions } from './pool-options.js';
import {
  FailedStarts,
  isOutOfMemory,
  isRefusal,
  isShortage,
  shortageOf,
  refusedOptions,
  notReady,
} from './start-failure.js';
import { timerDelay } from './timer-delay.js';
import type { FunctionRegistry } from './transport/function-registry.js';
import { WorkerHandle, type WorkerSettings } from './worker-handle.js';

/** Pause before a thread that could not be had is asked for again; doubled each time, up to the longest. */
const FIRST_RETRY_MILLIS = 100;
const LONGEST_RETRY_MILLIS = 10_000;

/**
 * How workers are ended: `retire`, after what they have; `flush`, the same for workers that have nothing, with little time to get their output out; `terminate`,
 * at once.
 */
export type EndOfWorkers = 'retire' | 'flush' | 'terminate';

/** How long a worker that is being ended keeps its place while this thread blocks: ten times what that takes. */
const BLOCKED_PATIENCE_MILLIS = 200;

/** What an idle worker gets to end by itself when it is to stop at once. */
const FLUSH_MILLIS = 500;

export interface SupervisorHooks {
  /** A new worker can be given work: its rings are there, whether or not its module is loaded yet. */
  workerStarted(handle: WorkerHandle): void;
  /** Takes what the worker has written and nobody has looked at: while nothing is open, no ring is looked at. */
  takeNews(handle: WorkerHandle): void;
  /** The worker is being ended: it gets no more work, and what it has not begun is taken back. */
  workerCondemned(handle: WorkerHandle): void;
  /** Before the thread's rings are forgotten: deliver what it left, settle what it ran, hand on the rest. One that is given up has not ended. */
  workerEnded(handle: WorkerHandle, exitCode: number, isEnding: boolean): void;
  /** The worker's place is given away, though what becomes of what it holds is decided when its end is heard of. */
  workerLeft(handle: WorkerHandle): void;
  /** The thread does not end, and is no longer waited for. */
  zombie(handle: WorkerHandle): void;
  /** A thread that was given up has ended after all. */
  lateEnd(handle: WorkerHandle, exitCode: number): void;
  /** An exception that belongs to no task is ending the worker. */
  workerFailed(handle: WorkerHandle, error: unknown): void;
  /** No worker can be had, none becomes ready, or too many cannot be stopped. `makeError` gives a fresh error each time. */
  broke(makeError: () => Error): void;
}

/** Keeps the number of workers: starts them, replaces those that die, bounds failing starts, and ends them all. */
export class Supervisor {
  /** The worker at each index; `undefined` while it is being replaced, or not needed. */
  readonly workers: (WorkerHandle | undefined)[];
  readonly #options: CheckedOptions;
  readonly #settings: WorkerSettings;
  readonly #functions: FunctionRegistry;
  readonly #hooks: SupervisorHooks;

  /** Threads that have not ended and are not given up, replaced ones too. */
  readonly #alive = new Set<WorkerHandle>();
  #isBlocked = false;

  /** Threads that were told to end and did not. */
  readonly #zombies = new Set<WorkerHandle>();
  /** Places of workers that ended for lack of work. */
  readonly #dormant = new Set<number>();
  readonly #failedStarts: FailedStarts;
  /** How long workers may take: to become ready, to retire, to end. */
  readonly #limits = new Deadlines<WorkerHandle | 'retry'>();
  #retryMillis = FIRST_RETRY_MILLIS;

  /** Whether a thread was ever had with these options. */
  #hasStarted = false;
  #isEnding = false;
  /** Whether no thread was to be had, and a single one is tried. */
  #triesAlone = false;
  /** Holds the event loop while workers end. */
  #deadline: ReturnType<typeof setTimeout> | undefined;
  #allEnded: (() => void) | undefined;

  /** How many workers were started in place of another. */
  restarts = 0;
  /** Threads that did not end in time and were no longer waited for, since the pool began. */
  zombies = 0;

  constructor(options: CheckedOptions, settings: WorkerSettings, functions: FunctionRegistry, hooks: SupervisorHooks) {
    this.#options = options;
    this.#settings = settings;
    this.#functions = functions;
    this.#hooks = hooks;
    this.#failedStarts = new FailedStarts(options.restartLimit);
    this.workers = new Array<WorkerHandle | undefined>(options.workers).fill(undefined);
  }

  /** Whether every worker that is to be there has loaded its module. */
  get allReady(): boolean {
    return this.workers.every((handle, index) => handle?.state === 'ready' || this.#dormant.has(index));
  }

  /** Starts a worker at every index that is to have one and has none. Throws `TypeError` when Node takes no worker with these options. */
  startAll(): void {
    for (let index = 0; index < this.workers.length && !this.#isEnding; index += 1) {
      if (this.workers[index] !== undefined || this.#dormant.has(index)) continue;
      if (!this.#start(index)) return;
    }
    this.#retryMillis = FIRST_RETRY_MILLIS;
  }

  /** Starts up to `count` of the workers that ended for lack of work. */
  grow(count: number): void {
    for (const index of [...this.#dormant].slice(0, count)) {
      // A worker that starts takes what waits, which may ask for more workers: this very one may have been started by then.
      if (this.#isEnding || !this.#dormant.delete(index)) continue;
      // The one before it has not ended yet: it is replaced when it has.
      if (this.workers[index] !== undefined) continue;
      if (!this.#start(index)) return;
    }
  }

  /** The worker has loaded its module. */
  becameReady(handle: WorkerHandle): void {
    handle.wasReady = true;
    if (this.#triesAlone) this.#startOthers();
    if (handle.state !== 'starting') return;
    handle.state = 'ready';
    this.#limits.clear(handle);
  }

  /** The worker takes no more tasks and ends by itself; it is ended when that takes too long. */
  isRetiring(handle: WorkerHandle): void {
    // Its report may be found when its thread has ended.
    if (handle.state === 'ended' && handle.endedWith === 0) handle.hasRetired = true;
    if (handle.state !== 'ready') return;
    handle.state = 'retiring';
    this.#limits.set(handle, this.#options.terminateTimeoutMs, () => this.condemn(handle, undefined));
  }

  /** Ends a worker that has nothing to do, until it is needed again. */
  putToRest(handle: WorkerHandle): void {
    this.#dormant.add(handle.index);
    // First: what is taken back must not be the request.
    this.#hooks.workerCondemned(handle);
    if (askToRetire(handle)) this.isRetiring(handle);
    else this.condemn(handle, undefined);
  }

  /** Workers that there are, or will be without being asked for. */
  get wanted(): number {
    return this.workers.length - this.#dormant.size;
  }

  /** The worker cannot be used any more, or runs what must stop: it is ended, and replaced when it is gone. */
  condemn(handle: WorkerHandle, cause: unknown): void {
    if (handle.isTerminating || handle.state === 'ended') return;
    handle.cause ??= cause;
    this.#hooks.workerCondemned(handle);
    handle.terminate();
    if (!this.#isEnding) this.#limitEnd(handle);
  }

  /** The thread blocks from now on, and hears of no thread's end but by its exit hook, which a terminated one does not run. */
  beginBlocking(): void {
    this.#isBlocked = true;
    this.#limitEnds();
  }

  /** The thread has blocked: what it could not hear of gets its whole time. */
  endBlocking(): void {
    this.#isBlocked = false;
    this.#limitEnds();
  }

  /** Sets anew what workers get that were told to end: it depends on whether their ends can be heard of. */
  #limitEnds(): void {
    if (this.#isEnding) return;
    // Who has left its place already is only waited for.
    for (const handle of this.#alive)
      if (handle.isTerminating && handle.holder === handle.index) this.#limitEnd(handle);
  }

  #limitEnd(handle: WorkerHandle): void {
    const { terminateTimeoutMs } = this.#options;
    const patience = this.#isBlocked ? Math.min(BLOCKED_PATIENCE_MILLIS, terminateTimeoutMs) : terminateTimeoutMs;
    this.#limits.set(handle, patience, () => this.#endTookTooLong(handle));
  }

  /** Does what timers would have done: for a thread that blocks. */
  checkLimits(): void {
    this.#limits.check();
  }

  /** Milliseconds until `checkLimits` has something to do. */
  get nextLimitInMs(): number {
    return this.#limits.nextInMs;
  }

  /** Whether a thread has run its exit hook and no event has told it. */
  get hasUnnoticedEnd(): boolean {
    for (const handle of this.#alive) if (handle.control.exitCode !== undefined) return true;
    return false;
  }

  /** Deals with workers whose threads have run their exit hooks: for a thread that blocks, which no event reaches. */
  noticeEnds(): void {
    for (const handle of [...this.#alive]) handle.noticeEnd();
  }

  /** Ends all workers. Resolves when they are gone, or when their time is over. */
  endAll(how: EndOfWorkers): Promise<void> {
    this.#isEnding = true;
    this.#limits.clearAll();
    for (const handle of this.#alive) {
      if (how !== 'terminate' && (handle.state === 'retiring' || askToRetire(handle, how))) handle.state = 'retiring';
      else handle.terminate();
    }
    return new Promise((resolve) => {
      const earlier = this.#allEnded;
      this.#allEnded = () => {
        earlier?.();
        resolve();
      };
      const { terminateTimeoutMs } = this.#options;
      this.#armDeadline(how === 'flush' ? Math.min(FLUSH_MILLIS, terminateTimeoutMs) : terminateTimeoutMs);
      this.#checkAllEnded();
    });
  }

  #start(index: number): boolean {
    let handle: WorkerHandle;
    try {
      handle = new WorkerHandle(index, this.#settings, this.#functions, this);
    } catch (error) {
      if (!this.#hasStarted && isRefusal(error)) throw refusedOptions(error);
      this.#noThread(error);
      return false;
    }
    this.#hasStarted = true;
    this.workers[index] = handle;
    this.#alive.add(handle);
    this.#limits.set(handle, this.#options.startTimeoutMs, () => this.#startTookTooLong(handle));
    this.#hooks.workerStarted(handle);
    return true;
  }

  /** Called by a handle: its thread has ended. */
  exited(handle: WorkerHandle, exitCode: number): void {
    if (handle.isGivenUp) {
      this.#limits.clear(handle);
      this.#zombies.delete(handle);
      this.#hooks.lateEnd(handle, exitCode);
      return;
    }
    this.#alive.delete(handle);
    if (this.workers[handle.index] === handle) this.workers[handle.index] = undefined;
    this.#hooks.workerEnded(handle, exitCode, this.#isEnding);
    this.#limits.clear(handle);
    if (this.#isEnding) return this.#checkAllEnded();
    this.#replace(handle, exitCode);
  }

  /** Called by a handle: what no task caught is ending its thread. Before it is ready that is told by the pool. */
  failed(handle: WorkerHandle, error: unknown): void {
    // Its report that it was ready may not have been read yet.
    this.#hooks.takeNews(handle);
    // What a task used up is that task's error, and no other.
    if (handle.wasReady && !isOutOfMemory(error)) this.#hooks.workerFailed(handle, error);
  }

  /** A worker is gone. Only now is it known whether it was ready: the report may have been among what it left. */
  #replace(handle: WorkerHandle, exitCode: number): void {
    // Its place was given away while this thread blocked.
    if (this.workers[handle.index] !== undefined) return;
    if (this.#dormant.has(handle.index)) return;
    if (!handle.wasReady && isShortage(handle.cause)) return this.#noThread(handle.cause);
    if (!handle.wasReady && this.#startFailed(handle, exitCode)) return;
    this.restarts += 1;
    this.#start(handle.index);
  }

  /** Counts a worker that died before it was ready. True when that was one too many. */
  #startFailed(handle: WorkerHandle, exitCode: number): boolean {
    const reason =
      handle.cause ?? new Error(`Expected the worker to become ready, got its exit with code ${exitCode}.`);
    const tooMany = this.#failedStarts.add(reason);
    if (tooMany === undefined) return false;
    this.#hooks.broke(() => notReady(tooMany.firstCause, this.#settings.boot.module));
    return true;
  }

  #startTookTooLong(handle: WorkerHandle): void {
    this.#hooks.takeNews(handle);
    if (handle.state !== 'starting') return;
    this.condemn(
      handle,
      new Error(`Expected the worker to become ready within ${this.#options.startTimeoutMs} ms, got no sign of it.`),
    );
  }

  /** The time of a thread that is to end is over. Timers come before the news of ends: it may have ended while this thread was busy. */
  #endTookTooLong(handle: WorkerHandle): void {
    if (this.#isBlocked) return this.#giveUp(handle);
    afterEvents(() => {
      if (handle.state !== 'ended' && !handle.isGivenUp && !this.#isEnding) this.#giveUp(handle);
    });
  }

  /** The thread does not end: its place is given to another, its rings are left to it. */
  #giveUp(handle: WorkerHandle): void {
    if (this.#isBlocked) {
      this.workers[handle.index] = undefined;
      this.#hooks.workerLeft(handle);
      this.#decideLater(handle);
    } else this.#abandon(handle);
    if (!this.#isEnding) this.#replace(handle, -1);
  }

  #decideLater(handle: WorkerHandle): void {
    this.#limits.set(handle, this.#options.terminateTimeoutMs, () => {
      if (this.#isBlocked) this.#decideLater(handle);
      else afterEvents(() => this.#abandon(handle));
    });
  }

  /** The thread cannot be stopped, and is no longer waited for. */
  #abandon(handle: WorkerHandle): void {
    if (handle.state === 'ended' || handle.isGivenUp) return;
    handle.isGivenUp = true;
    this.#alive.delete(handle);
    if (this.workers[handle.index] === handle) this.workers[handle.index] = undefined;
    this.#hooks.workerEnded(handle, -1, this.#isEnding);
    this.zombies += 1;
    this.#zombies.add(handle);
    this.#hooks.zombie(handle);
    const count = this.#zombies.size;
    if (count < this.#options.workers || this.#isEnding) return;
    const { cause } = handle;
    this.#hooks.broke(
      () => new PoolBrokenError(`Expected threads that can be stopped, got ${count} that cannot.`, { cause }),
    );
  }

  /** No thread is to be had now: the pool runs with those it has, and asks again later; with none it is broken. */
  #noThread(cause: unknown): void {
    if (this.#alive.size === 0 && !this.#triesAlone) {
      // Those that started together may have taken it from each other.
      this.#triesAlone = true;
      return this.#limits.set('retry', this.#retryMillis, () => void this.#start(0));
    }
    if (this.#alive.size === 0) {
      return this.#hooks.broke(
        () => new PoolBrokenError(`Expected a thread for a worker, got none: ${shortageOf(cause)}`, { cause }),
      );
    }
    if (this.#limits.has('retry')) return;
    this.#limits.set('retry', this.#retryMillis, () => this.startAll());
    this.#retryMillis = Math.min(LONGEST_RETRY_MILLIS, this.#retryMillis * 2);
  }

  /** One worker was to be had when it was started alone: the others are tried again later. */
  #startOthers(): void {
    this.#triesAlone = false;
    if (!this.#isEnding) this.#limits.set('retry', this.#retryMillis, () => this.startAll());
  }

  /** Holds the event loop until the workers are gone, for at most their time: first they are ended hard, then given up. */
  #armDeadline(millis: number): void {
    clearTimeout(this.#deadline);
    const passed = (): void => afterEvents(() => this.#deadlinePassed());
    this.#deadline = setTimeout(passed, timerDelay(millis));
  }

  #deadlinePassed(): void {
    if (this.#alive.size === 0) return;
    const retiring = [...this.#alive].filter((handle) => handle.state === 'retiring');
    if (retiring.length > 0) {
      for (const handle of retiring) {
        handle.state = 'ready';
        handle.terminate();
      }
      return this.#armDeadline(this.#options.terminateTimeoutMs);
    }
    for (const handle of [...this.#alive]) this.#abandon(handle);
    this.#checkAllEnded();
  }

  #checkAllEnded(): void {
    if (this.#alive.size > 0 || this.#allEnded === undefined) return;
    clearTimeout(this.#deadline);
    const tell = this.#allEnded;
    this.#allEnded = undefined;
    tell();
  }
}
