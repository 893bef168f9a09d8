import { fileURLToPath } from 'node:url';
import type { FixedThreadPool, PoolOptions } from 'poolifier';
import type { Worker } from 'node:worker_threads';
import type { PoolContender } from './contender.js';
import { settingNamed } from './contender.js';
import { POOLIFIER_MODULE } from './task-modules.js';

/** Its queue, its events and its choice of the worker all cost; a fixed pool can do without each. */
export const POOLIFIER_SETTINGS: Readonly<Record<string, PoolOptions<Worker>>> = {
  default: {},
  'no events': { enableEvents: false },
  'round robin, no events': { enableEvents: false, workerChoiceStrategy: 'ROUND_ROBIN' },
  'queue of 16, no events': { enableEvents: false, enableTasksQueue: true, tasksQueueOptions: { concurrency: 16 } },
};

export const poolifier: PoolContender = {
  name: 'poolifier',
  packageName: 'poolifier',
  settings: Object.keys(POOLIFIER_SETTINGS),
  start: async (workers, setting) => {
    const { FixedThreadPool } = await import('poolifier');
    const pool = new FixedThreadPool<number, number>(
      workers,
      fileURLToPath(POOLIFIER_MODULE),
      settingNamed(POOLIFIER_SETTINGS, setting),
    );
    return { addOne: (x) => pool.execute(x), stop: () => endThreads(pool) };
  },
};

interface ThreadOwner {
  readonly workerNodes: readonly { readonly worker: Worker }[];
}

/** Its own `destroy` never settles when a worker exits before it begins to wait for that, so the threads are ended beside it. */
export async function endThreads(pool: Pick<FixedThreadPool, 'destroy'> & ThreadOwner): Promise<void> {
  const threads = pool.workerNodes.map(({ worker }) => worker);
  void pool.destroy();
  await Promise.all(threads.map((thread) => thread.terminate()));
}
