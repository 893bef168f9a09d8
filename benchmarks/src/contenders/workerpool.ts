import { fileURLToPath } from 'node:url';
import type { PoolContender } from './contender.js';
import { WORKERPOOL_MODULE } from './task-modules.js';

/** Has one way to run: one task per worker at a time, all workers started beforehand. */
export const workerpool: PoolContender = {
  name: 'workerpool',
  packageName: 'workerpool',
  settings: ['default'],
  start: async (workers) => {
    const { default: library } = await import('workerpool');
    const pool = library.pool(fileURLToPath(WORKERPOOL_MODULE), {
      workerType: 'thread',
      minWorkers: workers,
      maxWorkers: workers,
    });
    return {
      addOne: (x) => pool.exec('addOne', [x]),
      stop: async () => {
        await pool.terminate();
      },
    };
  },
};
