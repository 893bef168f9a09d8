/** `ringpool/worker`: what a task can learn of where it runs. The functions of `Pool.inline` cannot import it: their module has no place to look from. */
import { workerState } from './worker/worker-state.js';

/** Is true in the worker threads of a pool, and false on the main thread and in threads of other kinds. */
export const isWorkerThread: boolean = workerState() !== undefined;

/** Tells which of the pool's workers this is, from 0. A worker that replaces another has its index. `undefined` outside of a pool's worker. */
export const workerIndex: number | undefined = workerState()?.workerIndex;

/**
 * Gives the `AbortSignal` of the task that calls it: it fires when the task is to end, because its caller's signal fired, it was cancelled, or its
 * time is over. Each call within one task gives the same signal; that of a task which nobody can stop never fires.
 *
 * `aborted` and `throwIfAborted()` look into shared memory, so they tell the truth in a loop that never awaits too; listeners are called while the task awaits. Throws
 * outside of a task.
 *
 * @example
 * ```ts
 * import { taskSignal } from 'ringpool/worker';
 *
 * export function search(space: number[]): number {
 *   const signal = taskSignal();
 *   let best = -Infinity;
 *   for (const value of space) {
 *     signal.throwIfAborted();
 *     best = Math.max(best, value);
 *   }
 *   return best;
 * }
 * ```
 */
export function taskSignal(): AbortSignal {
  const signal = workerState()?.currentSignal();
  if (signal === undefined) {
    throw new Error(
      'Expected `taskSignal()` to be called by a running task of a pool, got a call from outside of any.',
    );
  }
  return signal;
}
