import { importOurs } from '../build-under-test.js';
import type { Kernel, Workload } from '../kernels/kernel.js';
import { splitIntoCalls } from '../kernels/kernel.js';
import { bareThreads } from './bare-threads.js';
import { settingNamed } from './contender.js';
import { PISCINA_SETTINGS } from './piscina.js';
import { KERNEL_TASKS_MODULE, KERNELS_MODULE } from './task-modules.js';

/** What is ready to run kernels. */
export interface RunningKernels {
  /** Does all items of the workload. */
  run(kernel: Kernel, workload: Workload): Promise<void>;
  stop(): Promise<void>;
}

/** A contender of S6. */
export interface KernelRunner {
  readonly name: string;
  readonly settings: readonly string[];
  start(workers: number, setting: string): Promise<RunningKernels>;
}

/** Enough that two workers end together though rows cost differently; few enough that sending them costs little. */
const RANGES = 32;

const MAP_OF_RANGES = `starmap, ${RANGES} ranges`;

const ringpool: KernelRunner = {
  name: 'ringpool',
  settings: ['default', MAP_OF_RANGES],
  start: async (workers, setting) => {
    const { Pool } = await importOurs('ringpool');
    const pool = new Pool<typeof import('../kernels/kernel-functions.js')>(KERNELS_MODULE, { workers });
    const runs: Readonly<Record<string, RunningKernels['run']>> = {
      default: ({ name }, { length, input, output }) => pool.parallelFor(name, { end: length }, [input, output]),
      // One range per chunk: a worker that is done early takes the next one, as piscina's do.
      [MAP_OF_RANGES]: async ({ name }, workload) => {
        await pool.starmap(name, splitIntoCalls(workload, RANGES), { chunkSize: 1 });
      },
    };
    return { run: settingNamed(runs, setting), stop: () => pool.terminate() };
  },
};

const piscina: KernelRunner = {
  name: 'piscina',
  // The others differ from these in nothing that shows in ranges of a millisecond.
  settings: ['default', '1 task, disabled', '16 tasks, async'],
  start: async (workers, setting) => {
    const { Piscina } = await import('piscina');
    const pool = new Piscina({
      ...settingNamed(PISCINA_SETTINGS, setting),
      filename: KERNEL_TASKS_MODULE.href,
      minThreads: workers,
      maxThreads: workers,
    });
    return {
      run: async ({ name }, workload) => {
        const calls = splitIntoCalls(workload, RANGES);
        await Promise.all(calls.map((call) => pool.run({ name, call }, { name: 'runKernel' })));
      },
      stop: () => pool.destroy(),
    };
  },
};

/** No pool: the same loop over all items, in the thread that wants the result. */
const singleThread: KernelRunner = {
  name: 'single thread',
  settings: ['default'],
  start: async () => ({
    run: async (kernel, { length, input, output }) => kernel.run(0, length, input, output),
    stop: async () => {},
  }),
};

export const KERNEL_RUNNERS: readonly KernelRunner[] = [ringpool, piscina, singleThread, bareThreads];

export function kernelRunnerNamed(name: string): KernelRunner {
  const runner = KERNEL_RUNNERS.find((one) => one.name === name);
  if (runner === undefined) {
    throw new RangeError(
      `Expected a contender out of ${KERNEL_RUNNERS.map((one) => one.name).join(', ')}, got ${name}.`,
    );
  }
  return runner;
}
