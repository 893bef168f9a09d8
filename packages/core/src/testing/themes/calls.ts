import assert from 'node:assert/strict';
import { fact, factOf, theme, type Theme } from '../contract-case.js';
import { ascending, range, rejection, rejectsWith } from '../outcome.js';

export const calls: Theme = theme(
  'one task',
  [],
  [
    fact('gives what the function returns', async ({ pool }) => {
      assert.equal(await pool.apply('add', [2, 3]), 5);
    }),

    fact('needs no list of arguments', async ({ pool }) => {
      assert.equal(await pool.apply('countArguments'), 0);
    }),

    fact('hands over as many arguments as there are', async ({ pool }) => {
      for (const count of [0, 1, 2, 3, 7, 300]) assert.deepEqual(await pool.apply('list', range(count)), range(count));
    }),

    fact('gives undefined where the function gives nothing', async ({ pool }) => {
      assert.equal(await pool.apply('nothing'), undefined);
    }),

    fact('waits for promises and other thenables', async ({ pool }) => {
      const results = [pool.apply('later', ['a', 3]), pool.apply('thenable', ['b'])];
      assert.deepEqual(await Promise.all(results), ['a', 'b']);
    }),

    fact('gives each of many calls its own result', async ({ pool }) => {
      const results = await Promise.all(range(2000).map((x) => pool.apply('square', [x])));
      assert.deepEqual(
        results,
        range(2000).map((x) => x * x),
      );
    }),

    fact('gives each of many calls that await its own result', async ({ pool }) => {
      const results = await Promise.all(range(200).map((x) => pool.apply('later', [x])));
      assert.deepEqual(results, range(200));
    }),

    fact('runs as many at once as there are workers, each with its places', async (trial) => {
      const held = await trial.hold(trial.pool);
      assert.equal((await held.release()).length, trial.workers * trial.concurrency);
    }),

    factOf(['threads'], 'runs in every worker at once', async (trial) => {
      const held = await trial.hold(trial.pool);
      const threads = new Set(await held.release());
      assert.equal(threads.size, trial.workers);
    }),

    factOf(['threads'], 'has no more open in a worker than it may have', async ({ pool, concurrency }) => {
      const counts = await Promise.all(range(60).map(() => pool.apply('countOpen')));
      const most = ascending(counts).at(-1) as number;
      assert.ok(most <= concurrency, `Expected at most ${concurrency} open tasks in a worker, got ${most}.`);
    }),

    factOf(['concurrency'], 'shares a worker between as many tasks that await as it may have', async (trial) => {
      const pool = trial.open({ workers: 1, concurrency: 3 });
      const held = await trial.hold(pool, { workers: 1, concurrency: 3 });
      assert.equal(new Set(await held.release()).size, 1);
      const counts = await Promise.all(range(30).map(() => pool.apply('countOpen')));
      assert.ok((ascending(counts).at(-1) as number) <= 3);
    }),

    fact('may be submitted by what follows a result', async ({ pool }) => {
      const results = range(100).map((x) => pool.apply('square', [x]).then((y) => pool.apply('add', [y, 1])));
      assert.deepEqual(
        await Promise.all(results),
        range(100).map((x) => x * x + 1),
      );
    }),

    fact('leaves its arguments as they were', async ({ pool }) => {
      const args = Object.freeze([Object.freeze([1, 2]), Object.freeze({ a: 1 })]);
      assert.deepEqual(await pool.apply('list', args), [[1, 2], { a: 1 }]);
      const loose: unknown[] = [[1, 2], { a: 1 }];
      await pool.apply('list', loose);
      assert.deepEqual(loose, [[1, 2], { a: 1 }]);
    }),

    fact('tells what the module has no function for, and what it has', async ({ pool }) => {
      const error = await rejectsWith('ERR_UNKNOWN_TASK', pool.apply('cube', [1]));
      assert.match(error.message, /cube.*square/s);
    }),

    fact('takes nothing for a function but an export that is one', async ({ pool }) => {
      for (const name of ['VERSION', 'toString', 'constructor', '__proto__', 'hasOwnProperty', '']) {
        await rejectsWith('ERR_UNKNOWN_TASK', pool.apply(name));
      }
    }),

    fact('rejects, and does not throw, for arguments that are no list', async ({ pool }) => {
      for (const args of [5, 'ab', null, { length: 1 }, new Set([1])]) {
        const result = pool.apply('list', args as never);
        assert.ok((await rejection(result)) instanceof TypeError);
      }
    }),

    factOf(['taskProxy'], 'can be written as a method', async ({ pool }) => {
      const task = pool.task as Record<string, (...args: unknown[]) => Promise<unknown>>;
      assert.equal(await task['add']?.(2, 3), 5);
      await rejectsWith('ERR_UNKNOWN_TASK', task['cube']?.(1) as Promise<unknown>);
    }),

    factOf(['taskProxy'], 'is no method named `then`, nor by a symbol', async ({ pool }) => {
      const task = pool.task as Record<PropertyKey, unknown>;
      assert.deepEqual(
        [task['then'], task[Symbol.iterator], task[Symbol.toPrimitive]],
        [undefined, undefined, undefined],
      );
      assert.equal(await Promise.resolve(pool.task), pool.task);
    }),
  ],
);
