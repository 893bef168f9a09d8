import assert from 'node:assert/strict';
import { fact, factOf, theme, type Theme } from '../contract-case.js';
import { range, rejection } from '../outcome.js';
import type { Progress } from '../../progress.js';
import type { WholePool } from '../tested-pool.js';

async function squaresInOrder(
  pool: WholePool,
  length: number,
  options: { chunkSize?: number | 'auto' },
): Promise<void> {
  const squares = range(length).map((x) => x * x);
  assert.deepEqual(await pool.map('square', range(length), options), squares);
}

export const maps: Theme = theme(
  'map',
  [],
  [
    fact('gives the results in the order of the input', async ({ pool }) => {
      for (const length of [0, 1, 2, 7, 3000]) await squaresInOrder(pool, length, {});
    }),

    fact('gives them so for chunks of any size', async ({ pool }) => {
      for (const chunkSize of [1, 7, 64, 5000]) await squaresInOrder(pool, 1000, { chunkSize });
    }),

    factOf(['autoChunks'], 'gives them so where the pool chooses the chunks by time', async ({ pool }) => {
      await squaresInOrder(pool, 5000, { chunkSize: 'auto' });
    }),

    fact('carries objects, in chunks and one by one', async ({ pool }) => {
      const items = range(300).map((x) => ({ x, text: 'ü'.repeat(x), list: [x, { x }] }));
      assert.deepEqual(await pool.map('echo', items, { chunkSize: 1 }), items);
      assert.deepEqual(await pool.map('echo', items, { chunkSize: 20 }), items);
    }),

    fact('carries values of different kinds in one chunk', async ({ pool }) => {
      const items = ['text', 1, null, undefined, { a: [1] }, [1, 2], new Date(5), 2n, -0, NaN, new Map([[1, 2]])];
      assert.deepEqual(await pool.map('echo', items, { chunkSize: items.length }), items);
    }),

    fact('carries large and small results in one chunk', async ({ pool }) => {
      const lengths = [0, 1, 100_000, 2, 5000, 3, 40_000];
      const results = (await pool.map('bytes', lengths, { chunkSize: 7 })) as Uint8Array[];
      assert.deepEqual(
        results,
        lengths.map((length) => new Uint8Array(length).fill(length % 251)),
      );
    }),

    fact('gives each item as the one argument that it is', async ({ pool }) => {
      assert.deepEqual(await pool.map('countArguments', [[1, 2], []]), [1, 1]);
    }),

    fact('takes any iterable', async ({ pool }) => {
      assert.deepEqual(await pool.map('square', new Set([1, 2, 3])), [1, 4, 9]);
      assert.deepEqual(await pool.map('echo', 'abc'), ['a', 'b', 'c']);
      assert.deepEqual(await pool.map('square', range(3).values()), [0, 1, 4]);
    }),

    fact('takes the holes of an array for undefined', async ({ pool }) => {
      const sparse: unknown[] = [];
      sparse[2] = 1;
      assert.deepEqual(await pool.map('echo', sparse), [undefined, undefined, 1]);
    }),

    fact('waits for functions that await, inside a chunk too', async ({ pool }) => {
      assert.deepEqual(await pool.map('later', range(20), { chunkSize: 10 }), range(20));
    }),

    fact('may run beside others', async ({ pool }) => {
      const results = await Promise.all(
        range(5).map((x) =>
          pool.map(
            'add',
            range(100).map(() => x),
            { chunkSize: 3 },
          ),
        ),
      );
      assert.ok(results.every((all) => all.length === 100));
    }),

    fact('leaves its input as it was', async ({ pool }) => {
      const items = Object.freeze([Object.freeze({ a: 1 }), Object.freeze({ a: 2 })]);
      assert.deepEqual(await pool.map('echo', items), [{ a: 1 }, { a: 2 }]);
      const loose = [{ a: 1 }, { a: 2 }];
      await pool.map('echo', loose, { chunkSize: 1 });
      assert.deepEqual(loose, [{ a: 1 }, { a: 2 }]);
    }),

    fact('rejects with what the iterable throws', async ({ pool }) => {
      const wrong = new Error('iterable');
      const input = (function* (): Generator<number> {
        yield 1;
        throw wrong;
      })();
      assert.equal(await rejection(pool.map('square', input)), wrong);
    }),

    fact('rejects, and does not throw, for what is not iterable', async ({ pool }) => {
      for (const input of [5, null, undefined, {}]) {
        assert.ok((await rejection(pool.map('square', input as never))) instanceof TypeError);
      }
    }),

    fact('rejects chunks that hold no whole number of items, or none', async ({ pool }) => {
      for (const chunkSize of [0, -1, 1.5, NaN]) {
        assert.ok((await rejection(pool.map('square', [1], { chunkSize }))) instanceof RangeError);
      }
    }),

    factOf(['starmap'], 'has a form that takes each item for a list of arguments', async ({ pool }) => {
      const lists = range(300).map((x) => [x, 1]);
      const sums = range(300).map((x) => x + 1);
      assert.deepEqual(await pool.starmap('add', lists), sums);
      assert.deepEqual(await pool.starmap('add', lists, { chunkSize: 1 }), sums);
      assert.deepEqual(await pool.starmap('countArguments', [[], [1], [1, 2, 3]], { chunkSize: 3 }), [0, 1, 3]);
    }),

    factOf(['starmap'], 'refuses in that form an item that is no list', async ({ pool }) => {
      for (const item of [5, 'ab', null, { length: 1 }]) {
        assert.ok((await rejection(pool.starmap('add', [[1, 2], item as never]))) instanceof TypeError);
      }
    }),

    factOf(['progress'], 'tells how far it is, last of all that everything is done', async ({ pool }) => {
      const told: Progress[] = [];
      await pool.map('square', range(1000), { onProgress: (progress) => void told.push(progress) });
      await pool.apply('nothing');
      const { done, total } = told.at(-1) ?? {};
      assert.deepEqual({ done, total }, { done: 1000, total: 1000 });
      assert.ok(told.every((one, index) => index === 0 || one.done >= told[index - 1]!.done));
      assert.ok(told.every(({ elapsedMs }) => elapsedMs >= 0));
    }),

    factOf(['progress'], 'counts what failed as done', async ({ pool }) => {
      const told: Progress[] = [];
      await rejection(pool.map('failOdd', range(100), { onProgress: (progress) => void told.push(progress) }));
      await pool.apply('nothing');
      assert.equal(told.at(-1)?.done, 100);
    }),
  ],
);
