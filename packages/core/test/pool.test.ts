import { afterEach, describe, expect, it } from 'vitest';
import { Pool } from '../dist/index.js';
import { KERNELS, openPool, terminateOpenPools, watched } from './open-pools.ts';

afterEach(terminateOpenPools);

describe('the pool itself', () => {
  it('tells how many workers it has', () => {
    expect(openPool({ workers: 3 }).size).toBe(3);
  });

  it('is ready when every worker has loaded its module', async () => {
    const pool = openPool({ workers: 3 });
    await pool.ready();
    await expect(pool.ready()).resolves.toBeUndefined();
  });

  it('is running at first', () => {
    expect(openPool().state).toBe('running');
  });

  it('may be one of several', async () => {
    const pools = [openPool({ workers: 1 }), openPool({ workers: 1 })];
    expect(await Promise.all(pools.map((pool) => pool.apply('square', [3])))).toEqual([9, 9]);
    const threads = await Promise.all(pools.map((pool) => pool.apply('thread')));
    expect(new Set(threads).size).toBe(2);
  });

  it('is terminated at the end of an `await using`', async () => {
    const pool = watched(new Pool(KERNELS, { workers: 1 }));
    await pool[Symbol.asyncDispose]();
    expect(pool.state).toBe('terminated');
  });
});
