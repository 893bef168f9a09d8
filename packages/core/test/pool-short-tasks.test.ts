import { afterEach, describe, expect, it } from 'vitest';
import { availableProcessors } from '../src/available-workers.ts';
import { openPool, terminateOpenPools } from './open-pools.ts';
import { flags, raise } from './shared-flags.ts';

/** Where no task of a test need wait, and where those do that are to block their workers. */
const RAISED = 0;
const SHUT = 1;

/** More workers than get short tasks at once; on a large machine a part of it will do. */
const BUSY = Math.min(availableProcessors(), 4);
const WORKERS = BUSY + 2;

afterEach(terminateOpenPools);

describe('a function that was short so far', () => {
  it.each([1, BUSY, WORKERS - 1])('keeps nobody waiting when %d of its tasks block their workers', async (blocked) => {
    const pool = openPool({ workers: WORKERS });
    const words = flags();
    raise(words, RAISED);
    const call = (flag: number): Promise<unknown> => pool.apply('waitFor', [words, flag]);
    for (let warmUp = 0; warmUp < 500; warmUp += 1) await call(RAISED);
    const short = (count: number): Promise<unknown>[] => Array.from({ length: count }, () => call(RAISED));
    const before = short(500);
    const stuck = Array.from({ length: blocked }, () => call(SHUT));
    const behind = short(5000);
    expect(await Promise.all([...before, ...behind])).toHaveLength(5500);
    raise(words, SHUT);
    expect(await Promise.all(stuck)).toHaveLength(blocked);
  });

  it('keeps one waiting as long as it blocks all workers, and no longer', async () => {
    const pool = openPool({ workers: WORKERS });
    const words = flags();
    raise(words, RAISED);
    for (let warmUp = 0; warmUp < 500; warmUp += 1) await pool.apply('waitFor', [words, RAISED]);
    const stuck = Array.from({ length: 2 * WORKERS }, () => pool.apply('waitFor', [words, SHUT]));
    const behind = Array.from({ length: 1000 }, () => pool.apply('waitFor', [words, RAISED]));
    raise(words, SHUT);
    expect(await Promise.all([...stuck, ...behind])).toHaveLength(1000 + 2 * WORKERS);
  });
});
