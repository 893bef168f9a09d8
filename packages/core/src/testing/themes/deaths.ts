import assert from 'node:assert/strict';
import type { EventEmitter } from 'node:events';
import { fact, factOf, theme, type Theme } from '../contract-case.js';
import { createFlags, raisedCount } from '../flags.js';
import { fates, range, rejection, rejectsWith } from '../outcome.js';
import type { Step } from '../tasks.js';

const LOST = 'ERR_WORKER_LOST';

const dying: Theme = theme(
  'the death of a worker',
  ['deaths'],
  [
    fact('rejects the task that was running, with the exit code', async ({ pool }) => {
      for (const name of ['exit', 'exitLater']) {
        const error = await rejectsWith(LOST, pool.apply(name, [7]));
        const { exitCode, attempts } = error as { exitCode?: number; attempts?: number };
        assert.deepEqual([exitCode, attempts], [7, 1]);
      }
    }),

    fact('by an exception outside of any task tells that as its cause', async (trial) => {
      const pool = trial.openSmall();
      // Where a pool tells of such errors, somebody listens: it has no reason to warn.
      (pool as Partial<EventEmitter>).on?.('workerError', () => {});
      const error = await rejectsWith(LOST, pool.apply('throwAside', ['aside']));
      assert.equal((error.cause as Error).message, 'aside');
    }),

    fact('costs one task, and nothing that waits', async ({ pool }) => {
      const items = range(120).map((index) => (index % 20 === 5 ? 'exit' : index));
      const expected = items.map((item) => (item === 'exit' ? LOST : item));
      assert.deepEqual(await fates(items.map((item) => pool.apply('exitOn', [item]))), expected);
    }),

    fact('costs one item of a chunk, and none before or behind it', async ({ pool }) => {
      for (const at of [0, 3, 7]) {
        const flags = createFlags();
        const items: Step[] = range(8).map((value) => ({ does: value === at ? 'exit' : 'give', value, flags }));
        const error = await rejectsWith(LOST, pool.map('act', items, { chunkSize: 8 }));
        assert.equal((error as { taskIndex?: number }).taskIndex, at);
        assert.equal(raisedCount(flags), 8);
      }
    }),

    fact('does not take results that were there with it', async ({ pool }) => {
      const items = [...range(100), 'exit'];
      const expected = [...range(100), LOST];
      assert.deepEqual(await fates(items.map((item) => pool.apply('exitOn', [item]))), expected);
    }),

    fact('takes large values that wait elsewhere', async ({ pool }) => {
      const items = range(12).map((index) => (index % 6 === 2 ? 'exit' : 'x'.repeat(30_000 + index)));
      const expected = items.map((item) => (item === 'exit' ? LOST : item));
      assert.deepEqual(await fates(items.map((item) => pool.apply('exitOn', [item]))), expected);
    }),

    fact('never breaks the pool once it was ready, however often it comes', async (trial) => {
      const pool = trial.open({ restartLimit: { restarts: 0, withinMs: 60_000 } });
      await pool.ready();
      for (let life = 0; life < 6; life += 1) await rejectsWith(LOST, pool.apply('exit', [life]));
      assert.equal(pool.state, 'running');
    }),

    fact('gives each task an error of its own', async ({ pool }) => {
      const errors = await Promise.all(range(5).map(() => rejection(pool.apply('exit', [1]))));
      assert.equal(new Set(errors).size, 5);
    }),

    fact('leaves the pool with as many workers as before', async (trial) => {
      const pool = trial.open();
      await rejectsWith(LOST, pool.apply('exit', [1]));
      const held = await trial.hold(pool);
      await held.release();
      assert.equal(pool.size, trial.workers);
    }),

    fact('does not keep a pool from closing', async (trial) => {
      const pool = trial.open();
      const open = ['exit', 1, 'exit', 2].map((value) => pool.apply('exitOn', [value]));
      const closed = pool.close();
      assert.deepEqual(await fates(open), [LOST, 1, LOST, 2]);
      await closed;
      assert.equal(pool.state, 'closed');
    }),
  ],
);

const retrying: Theme = theme(
  'a task that may be tried again',
  ['deaths', 'retries'],
  [
    fact('is tried until it ends', async (trial) => {
      const pool = trial.openSmall({ retries: 3 });
      const flags = createFlags();
      assert.equal(await pool.apply('exitUntil', [flags, 4]), 4);
      assert.equal(raisedCount(flags), 4);
    }),

    fact('is tried no more often than it may be, and its error tells how often', async (trial) => {
      const pool = trial.openSmall({ retries: 2 });
      const flags = createFlags();
      const error = await rejectsWith(LOST, pool.apply('exitUntil', [flags, 100]));
      assert.equal((error as { attempts?: number }).attempts, 3);
      assert.equal(raisedCount(flags), 3);
    }),

    fact('may be an item of a map, whose others run once', async (trial) => {
      const pool = trial.openSmall({ retries: 1 });
      const flags = createFlags();
      const items: Step[] = range(6).map((value) => ({ does: value === 2 ? 'exit' : 'give', value, flags }));
      const error = await rejectsWith(LOST, pool.map('act', items, { chunkSize: 6 }));
      const { attempts, taskIndex } = error as { attempts?: number; taskIndex?: number };
      assert.deepEqual([attempts, taskIndex], [2, 2]);
      assert.equal(raisedCount(flags), 7);
    }),

    fact('is not tried again for an error that it throws', async (trial) => {
      const pool = trial.openSmall({ retries: 3 });
      const flags = createFlags();
      await rejection(pool.apply('act', [{ does: 'fail', value: 1, flags }]));
      assert.equal(raisedCount(flags), 1);
    }),

    factOf(['timeLimits', 'threads'], 'is not tried again for taking too long', async (trial) => {
      const pool = trial.openSmall({ retries: 3 });
      const flags = createFlags();
      await rejectsWith('ERR_TASK_TIMEOUT', pool.apply('spin', [flags], { timeoutMs: 20 }));
      await pool.close();
      assert.equal(raisedCount(flags), 1);
    }),
  ],
);

export const deaths: readonly Theme[] = [dying, retrying];
