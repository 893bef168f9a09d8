import type { PoolContender } from './contender.js';
import { settingNamed } from './contender.js';
import { TASKS_MODULE } from './task-modules.js';

interface TinypoolSetting {
  readonly concurrentTasksPerWorker?: number;
  readonly useAtomics?: boolean;
}

const SETTINGS: Readonly<Record<string, TinypoolSetting>> = {
  default: {},
  '1 task, no atomics': { useAtomics: false },
  '16 tasks': { concurrentTasksPerWorker: 16 },
  '16 tasks, no atomics': { concurrentTasksPerWorker: 16, useAtomics: false },
};

export const tinypool: PoolContender = {
  name: 'tinypool',
  packageName: 'tinypool',
  settings: Object.keys(SETTINGS),
  start: async (workers, setting) => {
    const { Tinypool } = await import('tinypool');
    const pool = new Tinypool({
      ...settingNamed(SETTINGS, setting),
      filename: TASKS_MODULE.href,
      runtime: 'worker_threads',
      minThreads: workers,
      maxThreads: workers,
    });
    return { addOne: (x) => pool.run(x), stop: () => pool.destroy() };
  },
};
