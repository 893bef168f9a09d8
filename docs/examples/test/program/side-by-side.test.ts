import { expect, test } from 'vitest';
import { sideBySide } from '../../src/program/side-by-side.js';

const MODULE = new URL('data:text/javascript,export const square = (x) => x * x;');

test('gives what the work gave on both ways, and what it took', async () => {
  const outcome = await sideBySide({
    module: MODULE,
    workers: 2,
    onOneThread: () => [1, 4, 9],
    onThePool: (pool) => pool.map('square', [1, 2, 3]),
  });
  expect(outcome).toEqual({
    onOneThread: [1, 4, 9],
    onThePool: [1, 4, 9],
    singleThreadMs: expect.any(Number),
    poolMs: expect.any(Number),
  });
});

test('ends the pool when the work fails', async () => {
  const pools: { state: string }[] = [];
  const failing = sideBySide({
    module: MODULE,
    workers: 1,
    onOneThread: () => 0,
    onThePool(pool) {
      pools.push(pool);
      return pool.apply('missing');
    },
  });
  await expect(failing).rejects.toThrow('missing');
  expect(pools.map(({ state }) => state)).toEqual(['terminated']);
});
