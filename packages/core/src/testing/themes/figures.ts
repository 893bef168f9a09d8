import assert from 'node:assert/strict';
import { fact, factOf, theme, type Theme } from '../contract-case.js';
import { createFlags, Flag, raise, raised } from '../flags.js';
import { range, rejection, turns } from '../outcome.js';
import type { WholePool } from '../tested-pool.js';

/** How the items of a pool that does nothing more have ended. */
function counts(pool: WholePool): number[] {
  const { queued, running, done, failed, lost } = pool.stats();
  return [queued, running, done, failed, lost];
}

const counting: Theme = theme(
  'the statistics',
  ['stats'],
  [
    fact('count each item that ended', async (trial) => {
      const pool = trial.openSmall();
      assert.deepEqual(counts(pool), [0, 0, 0, 0, 0]);
      await pool.map('square', range(20));
      await rejection(pool.map('failOdd', range(6)));
      await rejection(pool.apply('throwValue', [null]));
      assert.deepEqual(counts(pool), [0, 0, 23, 4, 0]);
    }),

    factOf(
      ['deaths'],
      'count each item that was lost, and each worker that took the place of another',
      async (trial) => {
        const pool = trial.openSmall();
        await rejection(pool.apply('exit', [3]));
        await rejection(pool.apply('exit', [3]));
        await pool.apply('square', [3]);
        assert.deepEqual(counts(pool), [0, 0, 1, 0, 2]);
        await pool.ready();
        assert.equal(pool.stats().restarts, 2);
        assert.equal(pool.stats().zombies, 0);
      },
    ),

    fact('tell what waits and what runs', async (trial) => {
      const pool = trial.open();
      const held = await trial.hold(pool);
      const waiting = range(10).map((x) => pool.apply('square', [x]));
      const places = trial.workers * trial.concurrency;
      while (pool.stats().running < places) await turns(1);
      const { queued, running, done } = pool.stats();
      assert.deepEqual([queued, running, done], [10, places, 0]);
      await held.release();
      await Promise.all(waiting);
      assert.deepEqual(counts(pool), [0, 0, places + 10, 0, 0]);
    }),

    fact('tell how long tasks ran and waited, and the share of time that workers were busy', async (trial) => {
      const pool = trial.openSmall();
      await pool.map(
        'sum',
        range(50).map(() => new Uint8Array(10_000)),
        { chunkSize: 1 },
      );
      const { runTime, waitTime, utilization } = pool.stats();
      for (const { min, mean, max } of [runTime, waitTime]) assert.ok(0 <= min && min <= mean && mean <= max);
      assert.ok(runTime.max > 0);
      assert.ok(utilization >= 0 && utilization <= 1);
    }),
  ],
);

const listing: Theme = theme(
  'the list of workers',
  ['workers', 'threads'],
  [
    fact('has each, by its index, with its thread', async (trial) => {
      const pool = trial.open();
      await pool.ready();
      assert.deepEqual(
        pool.workers.map(({ workerIndex }) => workerIndex),
        range(trial.workers),
      );
      const held = await trial.hold(pool);
      const threads = new Set(await held.release());
      assert.deepEqual(new Set(pool.workers.map(({ threadId }) => threadId)), threads);
    }),

    fact('tells what runs, and how much has run', async (trial) => {
      const pool = trial.openSmall({ concurrency: 1 });
      const flags = createFlags();
      await pool.map('square', range(10), { chunkSize: 3 });
      const task = pool.apply('hold', [flags]);
      await raised(flags, Flag.Started);
      while (pool.workers[0]?.currentTask !== 'hold') await turns(1);
      raise(flags, Flag.Released);
      await task;
      while (pool.workers[0]?.tasksDone !== 11) await turns(1);
      assert.equal(pool.workers[0]?.currentTask, undefined);
      assert.ok((pool.workers[0]?.busyMs ?? -1) >= 0);
    }),

    fact('is empty when the pool has ended', async (trial) => {
      const pool = trial.openSmall();
      await pool.close();
      assert.deepEqual(pool.workers, []);
    }),
  ],
);

export const figures: readonly Theme[] = [counting, listing];
