import { afterEach, expect } from 'vitest';
import { openPool, terminateOpenPools } from '../../open-pools.ts';
import { rejection } from '../../rejection.ts';
import { itKeeps } from '../keeps.ts';
import { flagRaised, newFlags, openRowsPool, outcomesOf, raiseFlag, range, runLengths } from './rows-pool.ts';

afterEach(terminateOpenPools);

itKeeps('the chunk size of map', async () => {
  // A new worker for each chunk, so that the items of a chunk are those with the same thread.
  const chunksOf = async (length: number): Promise<number[]> => {
    const pool = openRowsPool({ workers: 1, maxTasksPerWorker: 1 });
    return runLengths(await pool.map('thread', range(length)));
  };
  expect(await chunksOf(3)).toEqual([1, 1, 1]);
  expect(await chunksOf(10)).toEqual([3, 3, 3, 1]);
  expect(await chunksOf(12)).toEqual([3, 3, 3, 3]);
});

itKeeps('map with a chunk size below 1', async () => {
  const pool = openRowsPool();
  for (const chunkSize of [0, -1]) {
    expect(await rejection(pool.map('square', [1, 2], { chunkSize }))).toBeInstanceOf(RangeError);
    expect(await rejection(pool.mapAsync('square', [1, 2], { chunkSize }))).toBeInstanceOf(RangeError);
    expect(await rejection(pool.starmap('square', [[1]], { chunkSize }))).toBeInstanceOf(RangeError);
    expect(await rejection(pool.imap('square', [1, 2], { chunkSize }).next())).toBeInstanceOf(RangeError);
  }
  expect(await pool.map('square', [1, 2], { chunkSize: 1 })).toEqual([1, 4]);
});

itKeeps('map of nothing', async () => {
  // No worker of it will ever be ready.
  const pool = openPool({ workers: 1 }, 'data:text/javascript,await new Promise(() => {});');
  expect(await pool.map('square', [])).toEqual([]);
  expect(await pool.starmap('square', [])).toEqual([]);
  expect(await pool.mapAsync('square', []).then((results) => ['called with', results])).toEqual(['called with', []]);
  expect(await outcomesOf(pool.imap('square', []))).toEqual([]);
  const next = openRowsPool();
  expect([await next.map('square', []), await next.apply('square', [3])]).toEqual([[], 9]);
});

itKeeps('map of an iterable without a length', async () => {
  const pool = openRowsPool({ workers: 1, maxTasksPerWorker: 1 });
  let taken = 0;
  function* numbers(): Generator<number, void, undefined> {
    for (const number of range(10)) {
      taken += 1;
      yield number;
    }
  }
  const results = pool.map('thread', numbers());
  expect(taken).toBe(10);
  expect(runLengths(await results)).toEqual([3, 3, 3, 1]);
  expect(await pool.map('square', new Set([3, 4]))).toEqual([9, 16]);
});

itKeeps('an item of map fails', async () => {
  const pool = openRowsPool();
  const flags = newFlags();
  const items = range(12).map((x) => ({ flags, x }));
  const error = await rejection(pool.map('countAndFailOdd', items, { chunkSize: 4 }));
  expect(error).toMatchObject({ name: 'RangeError', message: 'odd: 1', taskIndex: 1 });
  expect(Atomics.load(flags, 0)).toBe(12);
  expect(await pool.apply('square', [3])).toBe(9);
});

itKeeps('an item of map fails that is to fail fast', async () => {
  const flags = newFlags();
  const itemsOf = (...kinds: string[]): object[] => kinds.map((kind) => ({ flags, kind }));

  // What is queued is dropped. A worker may have one item beside that which it runs: those wait as well.
  const pool = openRowsPool();
  const items = itemsOf('waits', 'fails', 'waits', 'waits', 'counts', 'counts');
  const error = await rejection(pool.map('stoppable', items, { chunkSize: 1, failFast: true }));
  expect(error).toMatchObject({ message: 'stop', taskIndex: 1 });
  raiseFlag(flags, 1);
  expect(await pool.apply('square', [3])).toBe(9);
  await pool.close();
  expect(Atomics.load(flags, 2)).toBe(0);

  // A chunk that is running stops behind its item.
  flags.fill(0);
  const next = openRowsPool();
  const running = next.map('stoppable', itemsOf('waits', 'counts', 'fails'), { chunkSize: 2, failFast: true });
  expect(await rejection(running)).toMatchObject({ message: 'stop', taskIndex: 2 });
  raiseFlag(flags, 1);
  expect(await next.apply('square', [3])).toBe(9);
  await next.close();
  expect(Atomics.load(flags, 2)).toBe(0);
});

itKeeps('the input raises', async () => {
  const pool = openRowsPool();
  const thrown = new RangeError('from the input');
  function* input(): Generator<number, void, undefined> {
    yield* [1, 2, 3];
    throw thrown;
  }
  expect(await rejection(pool.map('square', input()))).toBe(thrown);
  expect(await rejection(pool.mapAsync('square', input()).get())).toBe(thrown);
  expect(await outcomesOf(pool.imap('square', input(), { chunkSize: 2 }))).toEqual([1, 4, 9, 'from the input']);
  const unordered = await outcomesOf(pool.imapUnordered('square', input()));
  expect(unordered.at(-1)).toBe('from the input');
  expect(new Set(unordered.slice(0, 3))).toEqual(new Set([1, 4, 9]));
  expect(await pool.apply('square', [3])).toBe(9);
});

itKeeps('the order of results', async () => {
  const flags = newFlags();
  // The first item is done when the second one is; the third when the test says so, after it had the result of the first two.
  const items = [
    { flags, after: 0, value: 'first' },
    { flags, raises: 0, value: 'second' },
  ];
  const pool = openRowsPool();
  expect(await pool.map('inTurn', items, { chunkSize: 1 })).toEqual(['first', 'second']);
  flags.fill(0);
  expect(await outcomesOf(pool.imap('inTurn', items))).toEqual(['first', 'second']);
  flags.fill(0);
  const apart = [{ flags, after: 1, value: 'first' }, items[1]];
  const unordered = pool.imapUnordered('inTurn', apart);
  expect(await unordered.next()).toEqual({ done: false, value: 'second' });
  await flagRaised(flags);
  raiseFlag(flags, 1);
  expect(await outcomesOf(unordered)).toEqual(['first']);
  expect(await pool.apply('square', [3])).toBe(9);
});
