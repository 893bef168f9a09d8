import assert from 'node:assert/strict';
import { fact, factOf, theme, type Theme } from '../contract-case.js';
import { createFlags, Flag, raised, raisedCount } from '../flags.js';
import { codeOf, range, thrownBy } from '../outcome.js';

export const syncCalls: Theme = theme(
  'a call that blocks',
  ['syncCalls'],
  [
    fact('gives the result', async ({ pool }) => {
      assert.equal(pool.applySync('add', [2, 3]), 5);
      assert.equal(pool.applySync('countArguments'), 0);
      for (const x of range(100)) assert.equal(pool.applySync('square', [x]), x * x);
    }),

    fact('waits for a task that awaits', async ({ pool }) => {
      assert.equal(pool.applySync('later', ['late', 3]), 'late');
    }),

    fact('may be the first of a pool', async (trial) => {
      assert.equal(trial.openSmall().applySync('square', [3]), 9);
    }),

    fact('carries values of any size', async ({ pool }) => {
      for (const length of [0, 100, 4096, 500_000]) {
        assert.equal(pool.applySync('sum', [new Uint8Array(length).fill(1)]), length);
        assert.equal((pool.applySync('bytes', [length]) as Uint8Array).byteLength, length);
      }
    }),

    fact('throws what the function throws', async ({ pool }) => {
      const error = thrownBy(() => pool.applySync('failOdd', [3]));
      assert.ok(error instanceof Error);
      assert.equal(error.message, 'odd: 3');
      assert.equal(
        thrownBy(() => pool.applySync('throwValue', [null])),
        null,
      );
    }),

    fact('throws what is wrong with the call', async ({ pool }) => {
      assert.equal(codeOf(thrownBy(() => pool.applySync('cube', [3]))), 'ERR_UNKNOWN_TASK');
      assert.equal(codeOf(thrownBy(() => pool.applySync('echo', [() => 1]))), 'ERR_NOT_SERIALIZABLE');
    }),

    fact('may be of a map', async ({ pool }) => {
      const squares = range(300).map((x) => x * x);
      assert.deepEqual(pool.mapSync('square', range(300)), squares);
      assert.deepEqual(pool.mapSync('square', range(300), { chunkSize: 7 }), squares);
      assert.deepEqual(pool.mapSync('square', []), []);
    }),

    fact('throws the error of the lowest failing index of a map', async ({ pool }) => {
      const error = thrownBy(() => pool.mapSync('failOdd', [2, 4, 5, 7], { chunkSize: 1 }));
      const { message, taskIndex } = error as { message?: string; taskIndex?: number };
      assert.deepEqual([message, taskIndex], ['odd: 5', 2]);
    }),

    fact('leaves other calls to be settled afterwards', async ({ pool }) => {
      const results = range(20).map((x) => pool.apply('later', [x]));
      const map = pool.map('square', range(100));
      assert.equal(pool.applySync('square', [3]), 9);
      assert.deepEqual(await Promise.all(results), range(20));
      assert.equal((await map).length, 100);
    }),

    fact('runs beside tasks that wait for it', async (trial) => {
      const pool = trial.open({ workers: 2 });
      const flags = createFlags();
      const waiting = pool.apply('hold', [flags]);
      await raised(flags, Flag.Started);
      assert.equal(pool.applySync('raise', [flags, Flag.Released]), 1);
      assert.equal(typeof (await waiting), 'number');
    }),

    fact('ends when its time is over, and so does its work', async (trial) => {
      const pool = trial.open();
      const held = await trial.hold(pool);
      const flags = createFlags();
      const error = thrownBy(() => pool.applySync('raise', [flags], { timeoutMs: 20 }));
      assert.equal(codeOf(error), 'ERR_RESULT_TIMEOUT');
      const mapError = thrownBy(() => pool.mapSync('raise', [flags, flags], { timeoutMs: 20 }));
      assert.equal(codeOf(mapError), 'ERR_RESULT_TIMEOUT');
      await held.release();
      await pool.close();
      assert.equal(raisedCount(flags), 0);
    }),

    factOf(['threads'], 'ends when its time is over although its work would not', async (trial) => {
      const pool = trial.openSmall();
      assert.equal(codeOf(thrownBy(() => pool.applySync('spin', [], { timeoutMs: 20 }))), 'ERR_RESULT_TIMEOUT');
    }),

    factOf(['deaths'], 'throws when its worker dies', async (trial) => {
      const pool = trial.openSmall();
      assert.equal(codeOf(thrownBy(() => pool.applySync('exit', [3]))), 'ERR_WORKER_LOST');
      assert.equal(pool.applySync('square', [3]), 9);
    }),

    fact('throws on a pool that is closed', async (trial) => {
      const pool = trial.openSmall();
      await pool.close();
      assert.equal(codeOf(thrownBy(() => pool.applySync('square', [1]))), 'ERR_POOL_NOT_RUNNING');
      assert.equal(codeOf(thrownBy(() => pool.mapSync('square', [1]))), 'ERR_POOL_NOT_RUNNING');
    }),
  ],
);
