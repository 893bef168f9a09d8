import type { KernelName, RangeTask } from '../kernels/kernel.js';

/** A pool that is ready for the tiny task. */
export interface RunningPool {
  /** Runs `x + 1` as one task with a promise of its own. */
  addOne(x: number): PromiseLike<number>;
  stop(): Promise<void>;
}

/** A pool that is ready for the kernels of S6. */
export interface RunningKernels {
  /** Runs the kernel once per range and returns how many items each did. */
  mapRanges(kernel: KernelName, ranges: readonly RangeTask[]): Promise<readonly number[]>;
  stop(): Promise<void>;
}

/** A library that runs tasks, with the settings it is measured at. Its package is imported when it is started only. */
export interface PoolContender {
  readonly name: string;
  /** `default` stands for the library as it starts when nothing is said; a library has it first. */
  readonly settings: readonly string[];
  start(workers: number, setting: string): Promise<RunningPool>;
  /** Only contenders that take part in S6 have it. */
  startKernels?(workers: number): Promise<RunningKernels>;
}

/** The options that belong to a setting's name. */
export function settingNamed<Options>(settings: Readonly<Record<string, Options>>, name: string): Options {
  const options = settings[name];
  if (options === undefined) {
    throw new RangeError(`Expected a setting out of ${Object.keys(settings).join(', ')}, got ${name}.`);
  }
  return options;
}
