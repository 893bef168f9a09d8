import type { TaskOptions } from './call-options.js';

/** What a running task of a job is held to. A job has limits when its tasks may have to be stopped while they run. */
export interface TaskLimits {
  /** For each item, from its start in the worker. */
  readonly timeoutMs: number;
  /** How long an item that is to stop may go on before its worker is ended. */
  readonly graceMs: number;
}

const NO_GRACE = 0;

/** The limits of a call; `undefined` when nothing can stop its tasks. `canCancel`: its caller has a handle. */
export function limitsOf(
  options: TaskOptions | undefined,
  taskTimeoutMs: number,
  canCancel: boolean,
): TaskLimits | undefined {
  const timeoutMs = options?.timeoutMs ?? taskTimeoutMs;
  if (timeoutMs === Infinity && options?.signal === undefined && !canCancel) return undefined;
  return { timeoutMs, graceMs: options?.graceMs ?? NO_GRACE };
}
