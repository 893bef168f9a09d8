import type { PoolContender } from './contender.js';
import { settingNamed } from './contender.js';
import { TASKS_MODULE, TIMED_TASKS_MODULE } from './task-modules.js';

interface PiscinaSetting {
  readonly concurrentTasksPerWorker?: number;
  readonly atomics?: 'sync' | 'async' | 'disabled';
  readonly recordTiming?: boolean;
}

/** Every mode of waiting piscina has, with one and with 16 tasks per worker; and the fastest of them without its histograms. */
export const PISCINA_SETTINGS: Readonly<Record<string, PiscinaSetting>> = {
  default: {},
  '1 task, async': { atomics: 'async' },
  '1 task, disabled': { atomics: 'disabled' },
  '16 tasks, sync': { concurrentTasksPerWorker: 16, atomics: 'sync' },
  '16 tasks, async': { concurrentTasksPerWorker: 16, atomics: 'async' },
  '16 tasks, disabled': { concurrentTasksPerWorker: 16, atomics: 'disabled' },
  '16 tasks, async, no timing': { concurrentTasksPerWorker: 16, atomics: 'async', recordTiming: false },
};

export const piscina: PoolContender = {
  name: 'piscina',
  packageName: 'piscina',
  settings: Object.keys(PISCINA_SETTINGS),
  start: async (workers, setting) => {
    const { Piscina } = await import('piscina');
    const pool = new Piscina({
      ...settingNamed(PISCINA_SETTINGS, setting),
      filename: TASKS_MODULE.href,
      minThreads: workers,
      maxThreads: workers,
    });
    return { addOne: (x) => pool.run(x), stop: () => pool.destroy() };
  },
  startTask: async (workers, setting, name) => {
    const { Piscina } = await import('piscina');
    const pool = new Piscina({
      ...settingNamed(PISCINA_SETTINGS, setting),
      filename: TIMED_TASKS_MODULE.href,
      minThreads: workers,
      maxThreads: workers,
    });
    return { run: (x) => pool.run(x, { name }), stop: () => pool.destroy() };
  },
};
