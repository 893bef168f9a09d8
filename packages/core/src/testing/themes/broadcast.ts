import assert from 'node:assert/strict';
import { fact, factOf, theme, type Theme } from '../contract-case.js';
import { createFlags, raisedCount } from '../flags.js';
import { range, rejection, rejectsWith } from '../outcome.js';

export const broadcast: Theme = theme(
  'broadcast',
  ['broadcast', 'threads'],
  [
    fact('runs once in every worker', async (trial) => {
      const pool = trial.open();
      const flags = createFlags();
      const threads = await pool.broadcast('thread');
      assert.equal(new Set(threads).size, trial.workers);
      const counts = await pool.broadcast('raise', [flags]);
      assert.deepEqual(new Set(counts), new Set(range(trial.workers).map((index) => index + 1)));
      assert.equal(raisedCount(flags), trial.workers);
    }),

    fact('gives its results in the same order every time', async ({ pool }) => {
      assert.deepEqual(await pool.broadcast('thread'), await pool.broadcast('thread'));
    }),

    factOf(['workers'], 'gives its results in the order of the workers', async ({ pool }) => {
      await pool.ready();
      const indices = pool.workers.map(({ workerIndex }) => workerIndex);
      assert.deepEqual(
        indices,
        [...indices].sort((a, b) => a - b),
      );
      assert.deepEqual(
        await pool.broadcast('thread'),
        pool.workers.map(({ threadId }) => threadId),
      );
    }),

    fact('reaches workers that have other work', async (trial) => {
      const pool = trial.open();
      const held = await trial.hold(pool);
      const flags = createFlags();
      const told = pool.broadcast('raise', [flags]);
      const others = range(30).map((x) => pool.apply('square', [x]));
      await held.release();
      assert.equal((await told).length, trial.workers);
      await Promise.all(others);
      assert.equal(raisedCount(flags), trial.workers);
    }),

    fact('rejects with the error of the first worker, after all have run', async ({ pool, workers }) => {
      const flags = createFlags();
      const error = await rejection(pool.broadcast('act', [{ does: 'fail', value: 'all', flags }]));
      assert.ok(error instanceof Error);
      assert.deepEqual([error.message, (error as { taskIndex?: number }).taskIndex], ['failed: all', 0]);
      assert.equal(raisedCount(flags), workers);
    }),

    factOf(['deaths'], 'rejects for a worker that dies of it', async (trial) => {
      const pool = trial.open();
      await rejectsWith('ERR_WORKER_LOST', pool.broadcast('exit', [3]));
      assert.equal((await pool.broadcast('square', [3])).length, trial.workers);
    }),

    fact('tells that there is no such function', async ({ pool }) => {
      await rejectsWith('ERR_UNKNOWN_TASK', pool.broadcast('cube'));
    }),

    fact('is refused by a pool that is closed', async (trial) => {
      const pool = trial.openSmall();
      await pool.close();
      await rejectsWith('ERR_POOL_NOT_RUNNING', pool.broadcast('square', [1]));
    }),
  ],
);
