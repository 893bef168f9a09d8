import { fileURLToPath } from 'node:url';
import type { PoolContender } from './contender.js';
import { settingNamed } from './contender.js';
import { TASKS_MODULE } from './task-modules.js';

interface JestWorkerSetting {
  readonly enableWorkerThreads?: boolean;
  readonly workerSchedulingPolicy?: 'round-robin' | 'in-order';
}

/** As it starts, its workers are processes. */
export const JEST_WORKER_SETTINGS: Readonly<Record<string, JestWorkerSetting>> = {
  default: {},
  threads: { enableWorkerThreads: true },
  'threads, in order': { enableWorkerThreads: true, workerSchedulingPolicy: 'in-order' },
};

export const jestWorker: PoolContender = {
  name: 'jest-worker',
  packageName: 'jest-worker',
  settings: Object.keys(JEST_WORKER_SETTINGS),
  start: async (workers, setting) => {
    const { Worker } = await import('jest-worker');
    const pool = new Worker(fileURLToPath(TASKS_MODULE), {
      ...settingNamed(JEST_WORKER_SETTINGS, setting),
      numWorkers: workers,
      exposedMethods: ['addOne'],
    }) as InstanceType<typeof Worker> & { addOne(x: number): Promise<number> };
    return {
      addOne: (x) => pool.addOne(x),
      stop: async () => {
        await pool.end();
      },
    };
  },
};
