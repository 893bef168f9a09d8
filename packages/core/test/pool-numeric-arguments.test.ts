import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { move, Pool, sharedArray } from '../dist/index.js';
import { rejection } from './rejection.ts';

const KERNELS = new URL('./fixtures/numeric-kernels.mjs', import.meta.url);
const BLOCKS = 2000;

const pools: Pool[] = [];

beforeAll(() => {
  pools.push(...[1, 4].map((concurrency) => new Pool(KERNELS, { workers: 2, concurrency })));
});

afterAll(async () => {
  await Promise.all(pools.map((pool) => pool.terminate()));
});

/** Calls until blocks have travelled together: at first nothing is known of how long they take. Gives what each call gave. */
async function untilTogether<T>(pool: Pool, call: () => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  do results.push(await call());
  while (pool.stats().blocks.mostPerMessage < 2);
  return results;
}

/** What a kernel can change, each with a 0 at its beginning. */
const CHANGEABLE: readonly [string, () => unknown][] = [
  ['an array', () => [0]],
  ['an object', () => ({ 0: 0 })],
  ['a typed array that is not shared', () => new Int32Array(1)],
];

describe.each(CHANGEABLE)('a block that changes %s among its arguments does so for itself alone', (_, given) => {
  it.each([0, 1])('in a parallelFor, pool %d', async (at) => {
    const pool = pools[at]!;
    const calls = await untilTogether(pool, async () => {
      const uses = sharedArray(Int32Array, BLOCKS);
      const kernel = at === 0 ? 'noteUses' : 'noteUsesLater';
      await pool.parallelFor(kernel, { end: BLOCKS, grain: 1 }, [uses, given()]);
      return uses;
    });
    for (const uses of calls) expect(uses.every((count) => count === 1)).toBe(true);
  });

  it('in a mapBlocks, a reduce and a scan', async () => {
    const pool = pools[0]!;
    const ones = new Uint16Array(BLOCKS).fill(1);
    const work = { grain: 1, args: [given()] };
    for (const input of [ones, sharedArray(Uint16Array, BLOCKS)]) {
      const mapped = await untilTogether(pool, () => pool.mapBlocks('fillWithUses', input, work));
      for (const output of mapped) expect([...output]).toEqual([...ones]);
      const sums = await untilTogether(pool, () => pool.reduce('countUses', input, { ...work, combine: 'add' }));
      for (const sum of sums) expect(sum).toBe(BLOCKS);
      const scanned = await untilTogether(pool, () => pool.scan('carryUses', input, { ...work, combine: 'add' }));
      for (const output of scanned) expect([...output]).toEqual([...ones]);
    }
  });
});

describe('arguments', () => {
  it('are read when the call is made: what is changed afterwards no block sees', async () => {
    const uses = sharedArray(Int32Array, BLOCKS);
    const given = [0];
    const call = pools[0]!.parallelFor('noteUses', { end: BLOCKS, grain: 1 }, [uses, given]);
    given[0] = 5;
    await call;
    expect(uses.every((count) => count === 1)).toBe(true);
  });

  it('may hold shared arrays in what is copied, which stay shared', async () => {
    const array = sharedArray(Int32Array, BLOCKS);
    await pools[0]!.parallelFor('fillListed', { end: BLOCKS, grain: 3 }, [[array, 7]]);
    expect(array.every((value) => value === 7)).toBe(true);
  });

  it.each([0, 1, 123, 124, 1000])('may be as many as are needed: %d', async (count) => {
    const args = Array.from({ length: count }, (_, index) => index);
    const sums = (await pools[0]!.mapBlocks('fillWithSum', new Float64Array(2000), {
      grain: 1000,
      args,
    })) as Float64Array;
    expect([...sums.subarray(990, 1010)]).toEqual(Array(20).fill(args.reduce((sum, value) => sum + value, 0)));
  });

  it.each([
    ['a function', () => {}, 'args[1]'],
    ['a symbol', Symbol('none'), 'args[1]'],
    ['what moves', move(new Uint8Array(8)), 'without values that move'],
  ])('that cannot be sent to each block are refused with the call: %s', async (_, argument, text) => {
    const { sent } = pools[0]!.stats().blocks;
    const call = pools[0]!.parallelFor('fillListed', { end: 2 ** 40, grain: 1 }, [[], argument]);
    const error = await rejection(call);
    expect(error).toMatchObject({
      code: 'ERR_NOT_SERIALIZABLE',
      message: expect.stringContaining(text) as string,
    });
    expect(error).not.toHaveProperty('taskIndex');
    expect(pools[0]!.stats().blocks.sent).toBe(sent);
  });
});
