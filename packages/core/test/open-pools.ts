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

/** Pools that tests share, by their options. */
const shared = new Map<string, Pool>();

/**
 * A pool that the tests of a file share, because a new one for each would be most of their time: for tests that neither end it, nor ask for its
 * first moments.
 */
export function sharedPool(workers: number = 2, ringBytes: number = 65_536): Pool {
  const key = `${workers} ${ringBytes}`;
  const known = shared.get(key);
  if (known !== undefined) return known;
  const pool = new Pool(KERNELS, { workers, ringBytes });
  shared.set(key, pool);
  return pool;
}

/** For `afterAll`. */
export async function terminateSharedPools(): Promise<void> {
  await Promise.all([...shared.values()].map((pool) => pool.terminate()));
}

/** For `afterEach`. */
export async function terminateOpenPools(): Promise<void> {
  await Promise.all(open.splice(0).map((pool) => pool.terminate()));
}
