import assert from 'node:assert/strict';
import { fact, factOf, theme, type Theme } from '../contract-case.js';
import { createFlags, Flag, raise, raised } from '../flags.js';
import { fatesOf, range, rejection, rejectsWith } from '../outcome.js';
import type { Step } from '../tasks.js';

/** Long enough for any tiny task to end in, on a machine with other things to do. */
const LIMIT_MS = 300;

/** For what has to run into it. */
const SHORT_MS = 20;

export const timeLimits: Theme = theme(
  'a time limit',
  ['timeLimits'],
  [
    factOf(['threads'], 'ends a task that never would', async (trial) => {
      const pool = trial.openSmall();
      const error = await rejectsWith('ERR_TASK_TIMEOUT', pool.apply('spin', [], { timeoutMs: SHORT_MS }));
      assert.equal(error.name, 'TaskTimeoutError');
    }),

    fact('ends a task that awaits for ever', async (trial) => {
      const pool = trial.openSmall();
      await rejectsWith('ERR_TASK_TIMEOUT', pool.apply('hold', [createFlags()], { timeoutMs: SHORT_MS }));
    }),

    factOf(['threads'], 'counts from the start of the task, however long it waited', async (trial) => {
      const pool = trial.open();
      const options = { timeoutMs: LIMIT_MS };
      const flags = createFlags();
      const spins = range(trial.workers).map(() =>
        rejectsWith('ERR_TASK_TIMEOUT', pool.apply('spin', [flags], options)),
      );
      await raised(flags, Flag.Started, trial.workers);
      // These wait for as long as they may run: until the others have been stopped.
      const behind = range(20).map((x) => pool.apply('square', [x], options));
      await Promise.all(spins);
      assert.deepEqual(
        await Promise.all(behind),
        range(20).map((x) => x * x),
      );
    }),

    fact('of the pool holds for every task', async (trial) => {
      const pool = trial.openSmall({ taskTimeoutMs: SHORT_MS });
      const flags = createFlags();
      await rejectsWith('ERR_TASK_TIMEOUT', pool.apply('hold', [flags]));
      await rejectsWith('ERR_TASK_TIMEOUT', pool.map('hold', [flags]));
      assert.equal(await pool.apply('square', [3], { timeoutMs: LIMIT_MS }), 9);
    }),

    fact('of a call takes the place of that of the pool', async (trial) => {
      const pool = trial.open({ workers: 2, concurrency: 1, taskTimeoutMs: SHORT_MS });
      const flags = createFlags();
      const unlimited = pool.apply('hold', [flags], { timeoutMs: Infinity });
      await raised(flags, Flag.Started);
      await rejectsWith('ERR_TASK_TIMEOUT', pool.apply('hold', [createFlags()]));
      raise(flags, Flag.Released);
      assert.equal(typeof (await unlimited), 'number');
    }),

    factOf(['mapSettled'], 'holds for each item of a map by itself', async (trial) => {
      const pool = trial.openSmall();
      const items: Step[] = range(7).map((value) => ({ does: value === 3 ? 'hold' : 'give', value }));
      const results = await pool.mapSettled('act', items, { chunkSize: 7, timeoutMs: LIMIT_MS });
      assert.deepEqual(
        results.map((one) => (one.status === 'fulfilled' ? one.value : (one.reason as { code?: string }).code)),
        [0, 1, 2, 'ERR_TASK_TIMEOUT', 4, 5, 6],
      );
    }),

    factOf(['imap'], 'costs an imap the one item that took too long', async (trial) => {
      const pool = trial.openSmall();
      const items: Step[] = range(5).map((value) => ({ does: value === 2 ? 'hold' : 'give', value }));
      const iterator = pool.imap('act', items, { chunkSize: 5, timeoutMs: LIMIT_MS });
      const all = await fatesOf(iterator as AsyncIterator<unknown>);
      assert.deepEqual(all, [0, 1, 'ERR_TASK_TIMEOUT', 3, 4]);
    }),

    fact('tells which item of a map took too long', async (trial) => {
      const pool = trial.openSmall();
      const items: Step[] = range(4).map((value) => ({ does: value === 2 ? 'hold' : 'give', value }));
      const map = pool.map('act', items, { timeoutMs: LIMIT_MS, chunkSize: 2 });
      const error = await rejectsWith('ERR_TASK_TIMEOUT', map);
      assert.equal((error as { taskIndex?: number }).taskIndex, 2);
    }),

    fact('may be longer than any timer takes, or endless', async ({ pool }) => {
      for (const timeoutMs of [2 ** 31, 2 ** 40, Infinity]) {
        assert.equal(await pool.apply('later', [7, 3], { timeoutMs }), 7);
      }
    }),

    fact('is a positive number, or the call is refused', async ({ pool }) => {
      for (const timeoutMs of [0, -1, NaN]) {
        assert.ok((await rejection(pool.apply('square', [3], { timeoutMs }))) instanceof RangeError);
      }
    }),
  ],
);
