import type * as functions from '../tasks/called-functions.js';

export type CalledName = keyof typeof functions;

/** A pool whose workers have loaded the functions of `tasks/called-functions.ts`. */
export interface RunningCaller {
  /** Runs a function with one argument as a task of its own. */
  call(name: CalledName, argument?: unknown): PromiseLike<unknown>;
  /** Moves an array's memory to a worker and back. Only libraries that can move in both directions have it. */
  echoMoved?(array: Float64Array): PromiseLike<unknown>;
  stop(): Promise<void>;
}

/** A library that calls functions by name. Its package is imported when it is started only. */
export interface Caller {
  readonly name: string;
  /** `default` stands for the library as it starts when nothing is said, and comes first. */
  readonly settings: readonly string[];
  start(workers: number, setting: string): Promise<RunningCaller>;
}
