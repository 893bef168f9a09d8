import type { Readable } from 'node:stream';
import type { WorkerState } from './worker-handle.js';

/** One worker of a pool, at the moment it was asked. */
export interface WorkerInfo {
  /** Its place in the pool, from 0: what replaces it has the same. */
  readonly workerIndex: number;
  /** Node's number of the thread; -1 once it has ended. */
  readonly threadId: number;
  /** `starting` until it has loaded its module and run its initializer, `retiring` when it has been told to end. */
  readonly state: WorkerState;
  /** Items it has run. A worker counts tiny tasks in batches, so this may be a bit late. */
  readonly tasksDone: number;
  /** Time it was busy with tasks, in milliseconds, the one that runs included. */
  readonly busyMs: number;
  /** Name of the function that runs, or of one of them; `undefined` when none does. */
  readonly currentTask: string | undefined;
  /** What it prints, where the option `stdout` asks for it, else `null`: then it goes to the process's own. Not enumerable. */
  readonly stdout: Readable | null;
  /** As `stdout`, for `stderr`. */
  readonly stderr: Readable | null;
}

/** What it prints to. */
export type WorkerStreams = Pick<WorkerInfo, 'stdout' | 'stderr'>;

/** A worker's information: all but the streams is enumerable, so that it can be printed and made JSON of. */
export function workerInfo(facts: Omit<WorkerInfo, keyof WorkerStreams>, streams: WorkerStreams): WorkerInfo {
  const info = Object.defineProperties(
    { ...facts },
    { stdout: { value: streams.stdout }, stderr: { value: streams.stderr } },
  );
  return Object.freeze(info) as WorkerInfo;
}
