import type * as timedTasks from '../tasks/timed-tasks.js';

/** A pool that is ready for the tiny task. */
export interface RunningPool {
  /** Runs `x + 1` as one task with a promise of its own. */
  addOne(x: number): PromiseLike<number>;
  stop(): Promise<void>;
}

/** The tasks of S8 and S9, of which a pool is started for one. */
export type TaskFunction = Extract<keyof typeof timedTasks, 'computeFor' | 'threadAfter'>;

/** A pool that is ready for one of them. */
export interface RunningTask {
  run(x: number): PromiseLike<number>;
  stop(): Promise<void>;
}

/** A library that runs tasks, with the settings it is measured at. Its package is imported when it is started only. */
export interface PoolContender {
  readonly name: string;
  /** `default` stands for the library as it starts when nothing is said; a library has it first. */
  readonly settings: readonly string[];
  /** What to import from, where there is a package: S9 tells its loading from its start. */
  readonly packageName?: string;
  /** Only contenders that cannot have any number of workers have it. */
  readonly mostWorkers?: number;
  start(workers: number, setting: string): Promise<RunningPool>;
  /** Only contenders that take part in S8, and in S9's look at memory, have it. */
  startTask?(workers: number, setting: string, task: TaskFunction): Promise<RunningTask>;
}

/** The options that belong to a setting's name. */
export function settingNamed<Options>(settings: Readonly<Record<string, Options>>, name: string): Options {
  const options = settings[name];
  if (options === undefined) {
    throw new RangeError(`Expected a setting out of ${Object.keys(settings).join(', ')}, got ${name}.`);
  }
  return options;
}
