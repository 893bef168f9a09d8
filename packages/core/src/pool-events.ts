import { channel } from 'node:diagnostics_channel';
import type { EventEmitter } from 'node:events';
import { debuglog, inspect } from 'node:util';

/** Which worker an event is about. */
export interface WorkerEvent {
  readonly workerIndex: number;
  readonly threadId: number;
}

export interface WorkerExitEvent extends WorkerEvent {
  /** `undefined` for a thread that could not be stopped and was given up. */
  readonly exitCode: number | undefined;
}

export interface WorkerLostEvent extends WorkerExitEvent {
  /** What ended the worker, where that is known. */
  readonly reason: unknown;
}

/** What a pool tells, and with what. Nothing has to be listened to in order to learn of a task's error. */
export interface PoolEvents {
  /** A worker has loaded its module and run its initializer. */
  workerStart: [event: WorkerEvent];
  /** A worker's thread has ended, or was given up. */
  workerExit: [event: WorkerExitEvent];
  /** A worker ended that was not asked to, or was ended because of what it ran. */
  workerLost: [event: WorkerLostEvent];
  /** An error in a worker that belongs to no task: a rejection that nobody handled, or an exception outside of any task, which costs the worker. */
  workerError: [error: unknown, event: WorkerEvent];
  /** A thread did not end when it was told to, and is no longer waited for. A process with such a thread may end by a signal only. */
  zombie: [event: WorkerEvent];
  /** The backlog became empty. */
  drain: [];
  /** The last worker has ended after `close()` or `terminate()`. */
  close: [];
}

const debug = debuglog('ringpool');
const workerChannel = channel('ringpool:worker');

/** Tells the listeners of a pool, later: what they throw touches nobody else. `pool` is `undefined` when it has been collected. */
export function tell<E extends keyof PoolEvents>(
  pool: EventEmitter<PoolEvents> | undefined,
  event: E,
  ...args: PoolEvents[E]
): void {
  debug('%s %o', event, args);
  if (event !== 'drain' && event !== 'close' && workerChannel.hasSubscribers) workerChannel.publish({ event, args });
  if (event === 'workerError' && (pool === undefined || pool.listenerCount('workerError') === 0)) warn(args[0]);
  else if (pool !== undefined) process.nextTick(() => (pool as EventEmitter).emit(event, ...args));
}

function warn(error: unknown): void {
  const text = error instanceof Error ? (error.stack ?? error.message) : inspect(error, { customInspect: false });
  process.emitWarning(`An error in a worker of a pool belongs to no task: ${text}`, 'WorkerErrorWarning');
}
