import { afterEach, expect } from 'vitest';
import { PoolNotRunningError, ResultTimeoutError } from '../../../dist/index.js';
import { terminateOpenPools } from '../../open-pools.ts';
import { rejection } from '../../rejection.ts';
import { itKeeps } from '../keeps.ts';
import { newFlags, openRowsPool, outcomesOf, raiseFlag, range } from './rows-pool.ts';

afterEach(terminateOpenPools);

/** Counts up for ever, and notes how far it was read. */
function countUp(): { readonly input: Iterable<number>; taken: number } {
  const counted = { input: [] as Iterable<number>, taken: 0 };
  counted.input = (function* (): Generator<number, void, undefined> {
    for (;;) yield counted.taken++;
  })();
  return counted;
}

itKeeps('the input of imap is long, or never ends', async () => {
  const pool = openRowsPool();
  for (const method of ['imap', 'imapUnordered'] as const) {
    const counted = countUp();
    const iterator = pool[method]('square', counted.input, { buffer: 5 });
    for (let yielded = 1; yielded <= 100; yielded += 1) {
      await iterator.next();
      expect(counted.taken - yielded).toBeLessThanOrEqual(5);
    }
    await iterator.return();
  }
  const counted = countUp();
  pool.imap('square', counted.input);
  // Four chunks for each worker, where nothing else is said.
  expect(counted.taken).toBe(8);
  expect(await pool.apply('square', [3])).toBe(9);
});

itKeeps('an item in a chunk of imap fails', async () => {
  const pool = openRowsPool();
  const iterator = pool.imap('failOdd', range(7), { chunkSize: 3 });
  expect(await outcomesOf(iterator)).toEqual([0, 'odd: 1', 2, 'odd: 3', 4, 'odd: 5', 6]);
  const unordered = await outcomesOf(pool.imapUnordered('failOdd', range(7), { chunkSize: 3 }));
  expect(new Set(unordered)).toEqual(new Set([0, 'odd: 1', 2, 'odd: 3', 4, 'odd: 5', 6]));
  expect(await pool.apply('square', [3])).toBe(9);
});

itKeeps('next() with a limit', async () => {
  const pool = openRowsPool({ workers: 1 });
  for (const method of ['imap', 'imapUnordered'] as const) {
    const flags = newFlags();
    const items = [1, 2, 3].map((value) => ({ flags, after: 0, value }));
    const iterator = pool[method]('inTurn', items, { chunkSize: 2 });
    expect(await rejection(iterator.next(1))).toBeInstanceOf(ResultTimeoutError);
    expect(await rejection(iterator.next(0))).toBeInstanceOf(ResultTimeoutError);
    raiseFlag(flags);
    expect(await iterator.next(60_000)).toEqual({ done: false, value: 1 });
    expect(await outcomesOf(iterator)).toEqual([2, 3]);
  }
  expect(await pool.apply('square', [3])).toBe(9);
});

itKeeps('close() and join() while an imap was read in part', async () => {
  for (const method of ['imap', 'imapUnordered'] as const) {
    const pool = openRowsPool();
    const counted = countUp();
    const iterator = pool[method]('square', counted.input, { buffer: 4 });
    const results = [(await iterator.next()).value];
    void pool.close();
    await pool.join();
    const { taken } = counted;
    while (results.length < taken) results.push((await iterator.next()).value);
    expect(new Set(results)).toEqual(new Set(range(taken).map((x) => x * x)));
    expect(await rejection(iterator.next())).toBeInstanceOf(PoolNotRunningError);
    expect(await iterator.next()).toEqual({ done: true, value: undefined });
    expect([counted.taken, pool.state]).toEqual([taken, 'closed']);
  }
});
