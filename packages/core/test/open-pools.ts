import { Pool, type PoolOptions } from '../dist/index.js';

/** The functions that most tests run. */
export const KERNELS: URL = new URL('./fixtures/kernels.mjs', import.meta.url);

const open: { terminate(): Promise<void> }[] = [];

/** A pool of two workers, where nothing else is said, that is terminated at the end of its test. */
export function openPool(options: PoolOptions = {}, module: URL | string = KERNELS): Pool {
  return watched(new Pool(module, { workers: 2, ...options }));
}

/** Has a pool that the test made itself terminated at the test's end. */
export function watched<P extends { terminate(): Promise<void> }>(pool: P): P {
  open.push(pool);
  return pool;
}

/** For `afterEach`. */
export async function terminateOpenPools(): Promise<void> {
  await Promise.all(open.splice(0).map((pool) => pool.terminate()));
}
