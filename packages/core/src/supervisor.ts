import { InitializerError, PoolBrokenError } from './errors.js';
import type { CheckedOptions } from './pool-options.js';
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

/** What an idle worker gets to end by itself when it is to stop at once. */
const FLUSH_MILLIS = 500;

export interface SupervisorHooks {
  /** A new worker can be given work: its rings are there, whether or not its module is loaded yet. */
  workerStarted(handle: WorkerHandle): void;
  /** Takes what the worker has written and nobody has looked at: while nothing is open, no ring is looked at. */
  takeNews(handle: WorkerHandle): void;
  /** The worker is being ended: it gets no more work. */
  workerCondemned(handle: WorkerHandle): void;
  /** Before the thread's rings are forgotten: deliver what it left, settle what it ran, hand on the rest. */
  workerEnded(handle: WorkerHandle, exitCode: number): void;
  /** No worker can be had, or none becomes ready. `makeError` gives a fresh error each time. */
  broke(makeError: () => Error): void;
}

/** Keeps the number of workers: starts them, replaces those that die, bounds failing starts, and ends them all. */
export class Supervisor {
  /** The worker at each index; `undefined` while it is being replaced. */
  readonly workers: (WorkerHandle | undefined)[];
  readonly #options: CheckedOptions;
  readonly #settings: WorkerSettings;
  readonly #functions: FunctionRegistry;
  readonly #hooks: SupervisorHooks;

  /** Threads that have not ended, replaced ones too. */
  readonly #alive = new Set<WorkerHandle>();
  /** When workers died before they were ready, lately. */
  #failedStarts: number[] = [];
  /** What the first of them died of. */
  #firstFailure: unknown;
  readonly #startTimers = new Map<WorkerHandle, ReturnType<typeof setTimeout>>();
  #retryMillis = FIRST_RETRY_MILLIS;
  #retryTimer: ReturnType<typeof setTimeout> | undefined;

  /** Whether a thread was ever had with these options. */
  #hasStarted = false;
  #isEnding = false;
  #deadline: ReturnType<typeof setTimeout> | undefined;
  #allEnded: (() => void) | undefined;

  /** How many workers were started in place of another. */
  restarts = 0;
  /** Threads that did not end in time and are no longer waited for. */
  zombies = 0;

  constructor(options: CheckedOptions, settings: WorkerSettings, functions: FunctionRegistry, hooks: SupervisorHooks) {
    this.#options = options;
    this.#settings = settings;
    this.#functions = functions;
    this.#hooks = hooks;
    this.workers = new Array<WorkerHandle | undefined>(options.workers).fill(undefined);
  }

  /** Whether every worker has loaded its module. */
  get allReady(): boolean {
    return this.workers.every((handle) => handle?.state === 'ready');
  }

  /** Starts a worker at every index that has none. Throws `TypeError` when Node takes no worker with these options. */
  startAll(): void {
    this.#retryTimer = undefined;
    for (let index = 0; index < this.workers.length && !this.#isEnding; index += 1) {
      if (this.workers[index] === undefined && !this.#start(index)) return;
    }
    this.#retryMillis = FIRST_RETRY_MILLIS;
  }

  /** The worker has loaded its module. */
  becameReady(handle: WorkerHandle): void {
    if (handle.state === 'starting') handle.state = 'ready';
    this.#clearStartTimer(handle);
  }

  /** The worker cannot be used any more: it is ended, and replaced when it is gone. */
  condemn(handle: WorkerHandle, cause: unknown): void {
    handle.cause ??= cause;
    this.#hooks.workerCondemned(handle);
    handle.terminate();
  }

  /** Ends all workers. Resolves when they are gone, or when their time is over. */
  endAll(how: EndOfWorkers): Promise<void> {
    this.#isEnding = true;
    clearTimeout(this.#retryTimer);
    for (const handle of this.#alive) {
      this.#clearStartTimer(handle);
      if (how === 'terminate' || !retire(handle)) handle.terminate();
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
    const timer = setTimeout(() => this.#startTookTooLong(handle), clampedDelay(this.#options.startTimeoutMs));
    this.#startTimers.set(handle, timer.unref());
    this.#hooks.workerStarted(handle);
    return true;
  }

  /** Called by a handle: its thread has ended. */
  exited(handle: WorkerHandle, exitCode: number): void {
    this.#alive.delete(handle);
    if (this.workers[handle.index] === handle) this.workers[handle.index] = undefined;
    this.#hooks.workerEnded(handle, exitCode);
    // Only now: the report that it was ready may have been among what it left.
    const wasReady = !this.#startTimers.has(handle);
    this.#clearStartTimer(handle);
    if (this.#isEnding) return this.#checkAllEnded();
    if (!wasReady && this.#startFailed(handle, exitCode)) return;
    this.restarts += 1;
    this.#start(handle.index);
  }

  /** Counts a worker that died before it was ready. True when that was one too many. */
  #startFailed(handle: WorkerHandle, exitCode: number): boolean {
    const now = performance.now();
    const { restarts, withinMs } = this.#options.restartLimit;
    this.#firstFailure ??=
      handle.cause ?? new Error(`Expected the worker to become ready, got its exit with code ${exitCode}.`);
    this.#failedStarts = [...this.#failedStarts.filter((time) => now - time < withinMs), now];
    if (this.#failedStarts.length <= restarts) return false;
    const cause = this.#firstFailure;
    this.#hooks.broke(() => new InitializerError(`The workers do not become ready: ${textOf(cause)}`, { cause }));
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

  /** No thread is to be had now: the pool runs with those it has, and asks again later; with none it is broken. */
  #noThread(cause: unknown): void {
    if (this.#alive.size === 0) {
      return this.#hooks.broke(
        () => new PoolBrokenError(`Expected a thread for a worker, got none: ${textOf(cause)}`, { cause }),
      );
    }
    this.#retryTimer ??= setTimeout(() => this.startAll(), this.#retryMillis).unref();
    this.#retryMillis = Math.min(LONGEST_RETRY_MILLIS, this.#retryMillis * 2);
  }

  #clearStartTimer(handle: WorkerHandle): void {
    clearTimeout(this.#startTimers.get(handle));
    this.#startTimers.delete(handle);
  }

  /** Holds the event loop until the workers are gone, for at most their time: first they are ended hard, then given up. */
  #armDeadline(millis: number): void {
    clearTimeout(this.#deadline);
    this.#deadline = setTimeout(() => this.#deadlinePassed(), clampedDelay(millis));
  }

  #deadlinePassed(): void {
    const retiring = [...this.#alive].filter((handle) => handle.state === 'retiring');
    if (retiring.length > 0) {
      for (const handle of retiring) {
        handle.state = 'ready';
        handle.terminate();
      }
      return this.#armDeadline(this.#options.terminateTimeoutMs);
    }
    this.zombies += this.#alive.size;
    this.#alive.clear();
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

/** Codes of Node's errors for options of a worker that it would refuse again and again. */
const REFUSALS: ReadonlySet<unknown> = new Set([
  'ERR_INVALID_ARG_TYPE',
  'ERR_INVALID_ARG_VALUE',
  'ERR_OUT_OF_RANGE',
  'ERR_WORKER_INVALID_EXEC_ARGV',
]);

function isRefusal(error: unknown): boolean {
  return (
    error instanceof Error && (error.name === 'DataCloneError' || REFUSALS.has((error as { code?: unknown }).code))
  );
}

function refusedOptions(cause: unknown): TypeError {
  return new TypeError(
    `Expected options that a worker can be started with, got some that Node refuses: ${textOf(cause)}`,
    {
      cause,
    },
  );
}

/** Asks a worker to end by itself. False when it cannot be asked. */
function retire(handle: WorkerHandle): boolean {
  if (handle.state !== 'ready' || handle.isDamaged) return false;
  try {
    if (!handle.transport.sendRetire()) return false;
  } catch {
    // Its ring is damaged: it is not asked.
    return false;
  }
  handle.state = 'retiring';
  return true;
}

function clampedDelay(millis: number): number {
  return Math.min(millis, 2 ** 31 - 1);
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
