import { fileURLToPath } from 'node:url';
import type { PoolContender } from './contender.js';
import { SYNCKIT_MODULE } from './task-modules.js';

/** A function that blocks its caller until a worker has answered. */
export async function synckitFunction(): Promise<(x: number) => number> {
  const { createSyncFn } = await import('synckit');
  return createSyncFn<(x: number) => number>(fileURLToPath(SYNCKIT_MODULE));
}

/** No pool: it has one worker per function, and never more than one task open, because each call blocks. */
export const synckit: PoolContender = {
  name: 'synckit',
  packageName: 'synckit',
  settings: ['default'],
  mostWorkers: 1,
  start: async () => {
    const addOne = await synckitFunction();
    return {
      addOne: async (x) => addOne(x),
      // Its worker holds nobody up, and it has no call that would end it.
      stop: async () => {},
    };
  },
};
