import type { Pool, PoolOptions } from 'ringpool';
import { importOurs } from '../build-under-test.js';
import type { PoolContender, RunningPool } from './contender.js';
import { TASKS_MODULE, TIMED_TASKS_MODULE } from './task-modules.js';

/** As it starts: there is nothing to choose. */
export const ringpool: PoolContender = {
  name: 'ringpool',
  packageName: 'ringpool',
  settings: ['default'],
  start: async (workers) => runningPool(await tinyTaskPool({ workers })),
  startTask: async (workers, _setting, task) => {
    const { Pool } = await importOurs('ringpool');
    const pool = new Pool<typeof import('../tasks/timed-tasks.js')>(TIMED_TASKS_MODULE, { workers });
    return { run: (x) => pool.apply(task, [x]), stop: () => pool.terminate() };
  },
};

/** A pool with options of its own, all of its workers up, for what is measured of ringpool alone. */
export async function startRingpool(options: PoolOptions): Promise<RunningPool> {
  const pool = await tinyTaskPool(options);
  await pool.ready();
  return runningPool(pool);
}

type TinyTaskPool = Pool<typeof import('../tasks/add-one.js')>;

async function tinyTaskPool(options: PoolOptions): Promise<TinyTaskPool> {
  const library = await importOurs('ringpool');
  return new library.Pool(TASKS_MODULE, options);
}

function runningPool(pool: TinyTaskPool): RunningPool {
  return { addOne: (x) => pool.apply('addOne', [x]), stop: () => pool.terminate() };
}
