/** What the pool itself rejects with. The text may change from one release to the next, `code` never does. */
export abstract class PoolError extends Error {
  abstract readonly code: string;
}

/** Work was submitted after `close()` or `terminate()`. */
export class PoolNotRunningError extends PoolError {
  readonly code = 'ERR_POOL_NOT_RUNNING';
  override get name(): string {
    return 'PoolNotRunningError';
  }
}

/** `join()` was called on a pool that nobody has closed. */
export class PoolStillRunningError extends PoolError {
  readonly code = 'ERR_POOL_STILL_RUNNING';
  override get name(): string {
    return 'PoolStillRunningError';
  }
}

/** The work was open when `terminate()` was called. */
export class PoolTerminatedError extends PoolError {
  readonly code = 'ERR_POOL_TERMINATED';
  override get name(): string {
    return 'PoolTerminatedError';
  }
}

/** No thread can be had, or too many cannot be stopped. `cause` is the last reason. */
export class PoolBrokenError extends PoolError {
  readonly code = 'ERR_POOL_BROKEN';
  override get name(): string {
    return 'PoolBrokenError';
  }
}

/** Workers do not become ready. `cause` is the first worker's error. */
export class InitializerError extends PoolError {
  readonly code = 'ERR_INITIALIZER_FAILED';
  override get name(): string {
    return 'InitializerError';
  }
}

export interface WorkerLostOptions extends ErrorOptions {
  /** How the thread ended, where that is known. */
  readonly exitCode?: number | undefined;
  /** How often the task was started: 1, or up to `1 + retries`. */
  readonly attempts: number;
}

/** The worker died while it was running this task. */
export class WorkerLostError extends PoolError {
  readonly code = 'ERR_WORKER_LOST';
  readonly exitCode: number | undefined;
  readonly attempts: number;

  constructor(message: string, options: WorkerLostOptions) {
    super(message, options);
    this.exitCode = options.exitCode;
    this.attempts = options.attempts;
  }

  override get name(): string {
    return 'WorkerLostError';
  }
}

/** The task ran longer than it was allowed to. */
export class TaskTimeoutError extends PoolError {
  readonly code = 'ERR_TASK_TIMEOUT';
  override get name(): string {
    return 'TaskTimeoutError';
  }
}

/** The task's signal fired. `cause` is the signal's reason; name and code are those of every abort in Node. */
export class TaskAbortedError extends PoolError {
  readonly code = 'ABORT_ERR';
  override get name(): string {
    return 'AbortError';
  }
}

/** Whoever waited for a result waited too long. The task itself may go on. */
export class ResultTimeoutError extends PoolError {
  readonly code = 'ERR_RESULT_TIMEOUT';
  override get name(): string {
    return 'ResultTimeoutError';
  }
}

/** The backlog holds as many items as `queueLimit` allows. */
export class QueueFullError extends PoolError {
  readonly code = 'ERR_QUEUE_FULL';
  override get name(): string {
    return 'QueueFullError';
  }
}

/** An argument or a result holds something that cannot be sent to another thread. */
export class SerializationError extends PoolError {
  readonly code = 'ERR_NOT_SERIALIZABLE';
  override get name(): string {
    return 'SerializationError';
  }
}

export interface UnknownTaskOptions extends ErrorOptions {
  /** The functions that the module does have. */
  readonly available: readonly string[];
}

/** The module has no function of that name. */
export class UnknownTaskError extends PoolError {
  readonly code = 'ERR_UNKNOWN_TASK';
  readonly available: readonly string[];

  constructor(message: string, options: UnknownTaskOptions) {
    super(message, options);
    this.available = options.available;
  }

  /** The error for a call of `taskName` in a module that exports the functions `available`. */
  static of(taskName: string, available: readonly string[]): UnknownTaskError {
    const names = available.map((name) => `\`${name}\``).join(', ');
    const offer = available.length === 0 ? 'It exports no function.' : `It exports ${names}.`;
    return new this(`Expected the module to export a function \`${taskName}\`. ${offer}`, { available });
  }

  override get name(): string {
    return 'UnknownTaskError';
  }
}
