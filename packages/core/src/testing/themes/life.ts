import assert from 'node:assert/strict';
import { fact, factOf, theme, type Theme } from '../contract-case.js';
import { createFlags, Flag, raise, raised, raisedCount } from '../flags.js';
import { fates, fatesOf, range, rejection, rejectsWith, turns } from '../outcome.js';
import type { Trial } from '../trial.js';
import type { WholePool } from '../tested-pool.js';

const NOT_RUNNING = 'ERR_POOL_NOT_RUNNING';
const TERMINATED = 'ERR_POOL_TERMINATED';

/** Shows that a pool takes no more work, by whatever call. */
async function takesNothing(pool: WholePool): Promise<void> {
  const submissions = [pool.apply('square', [1]), pool.map('square', [1, 2]), pool.map('square', [])];
  assert.deepEqual(await fates(submissions), [NOT_RUNNING, NOT_RUNNING, NOT_RUNNING]);
}

/** Has every worker raise a flag in its last moments. */
async function watchEnds(trial: Trial, pool: WholePool): Promise<Int32Array> {
  const held = await trial.hold(pool, { task: 'watchEnd' });
  await held.release();
  return held.flags;
}

const closing: Theme = theme(
  'close()',
  [],
  [
    fact('lets everything end that was submitted', async (trial) => {
      const pool = trial.open();
      const results = [
        pool.apply('square', [3]),
        pool.map('square', range(1000)),
        pool.map('square', range(100), { chunkSize: 1 }),
        pool.apply('later', ['late', 5]),
        ...range(50).map((x) => pool.apply('later', [x])),
      ];
      await pool.close();
      const [square, many, few, late, ...rest] = await Promise.all(results);
      assert.deepEqual([square, (many as number[]).length, (few as number[]).length, late], [9, 1000, 100, 'late']);
      assert.deepEqual(rest, range(50));
      assert.deepEqual([pool.state, pool.size], ['closed', 0]);
    }),

    fact('takes no more work, while the pool is closing and after', async (trial) => {
      const pool = trial.open();
      const flags = createFlags();
      const open = pool.apply('hold', [flags]);
      const closed = pool.close();
      assert.equal(pool.state, 'closing');
      await takesNothing(pool);
      raise(flags, Flag.Released);
      assert.equal(typeof (await open), 'number');
      await closed;
      await takesNothing(pool);
    }),

    fact('does not resolve while work is open', async (trial) => {
      const pool = trial.open();
      const flags = createFlags();
      const open = pool.apply('hold', [flags]);
      let isClosed = false;
      const closed = pool.close().then(() => {
        isClosed = true;
      });
      await raised(flags, Flag.Started);
      await turns();
      assert.deepEqual([isClosed, pool.state], [false, 'closing']);
      raise(flags, Flag.Released);
      await closed;
      assert.equal(typeof (await open), 'number');
    }),

    factOf(['threads'], 'resolves when every worker has exited', async (trial) => {
      const pool = trial.open();
      const flags = await watchEnds(trial, pool);
      await pool.close();
      assert.equal(raisedCount(flags, Flag.Other), trial.workers);
    }),

    fact('gives the same promise as join(), and may be called again', async (trial) => {
      const pool = trial.open();
      const closed = pool.close();
      assert.equal(pool.close(), closed);
      assert.equal(pool.join(), closed);
      await closed;
      assert.equal(pool.close(), closed);
      assert.equal(pool.state, 'closed');
    }),

    fact('ends a pool that never had work', async (trial) => {
      const pool = trial.open();
      await pool.close();
      assert.deepEqual([pool.state, pool.size], ['closed', 0]);
    }),

    fact('may be cut short by terminate()', async (trial) => {
      const pool = trial.open();
      const open = rejectsWith(TERMINATED, pool.apply('hold', [createFlags()]));
      const closed = pool.close();
      const ended = pool.terminate();
      await open;
      await Promise.all([closed, ended]);
      assert.equal(pool.state, 'terminated');
    }),

    fact('takes no work that follows from results', async (trial) => {
      const pool = trial.open();
      const next = pool.apply('later', [1, 3]).then(() => pool.apply('square', [1]));
      const closed = pool.close();
      await rejectsWith(NOT_RUNNING, next);
      await closed;
    }),

    factOf(['handles'], 'refuses what gives handles by what they reject with', async (trial) => {
      const pool = trial.open();
      await pool.close();
      await rejectsWith(NOT_RUNNING, pool.applyAsync('square', [1]));
      await rejectsWith(NOT_RUNNING, pool.mapAsync('square', [1]));
    }),

    factOf(['imap'], 'waits for an iterator to have what it took, and not for it to be read', async (trial) => {
      const pool = trial.open();
      const iterator = pool.imap('square', [1, 2, 3]);
      await pool.close();
      assert.deepEqual(await fatesOf(iterator as AsyncIterator<unknown>), [1, 4, 9]);
    }),
  ],
);

const terminating: Theme = theme(
  'terminate()',
  [],
  [
    fact('rejects everything that is open, each with an error of its own', async (trial) => {
      const pool = trial.open();
      const flags = createFlags();
      const items = range(10).map(() => flags);
      const open = [
        ...range(300).map(() => rejectsWith(TERMINATED, pool.apply('hold', [flags]))),
        rejectsWith(TERMINATED, pool.map('hold', items)),
        rejectsWith(TERMINATED, pool.map('hold', items, { chunkSize: 1 })),
      ];
      await pool.terminate();
      assert.equal(new Set(await Promise.all(open)).size, 302);
      assert.deepEqual([pool.state, pool.size], ['terminated', 0]);
      assert.ok(raisedCount(flags) <= trial.workers * trial.concurrency);
    }),

    fact('settles it at once, before any worker has ended', async (trial) => {
      const pool = trial.open();
      const open = rejection(pool.apply('hold', [createFlags()]));
      let hasEnded = false;
      const ended = pool.terminate().then(() => {
        hasEnded = true;
      });
      await open;
      assert.equal(hasEnded, false);
      await ended;
    }),

    factOf(['threads'], 'stops tasks that never end', async (trial) => {
      const pool = trial.open();
      const flags = createFlags();
      const open = range(trial.workers).map(() => rejectsWith(TERMINATED, pool.apply('spin', [flags])));
      await raised(flags, Flag.Started, trial.workers);
      await pool.terminate();
      await Promise.all(open);
    }),

    fact('takes no more work', async (trial) => {
      const pool = trial.open();
      const ended = pool.terminate();
      await takesNothing(pool);
      await rejectsWith(NOT_RUNNING, pool.ready());
      await ended;
      await takesNothing(pool);
    }),

    fact('gives the same promise as join(), and may be called again', async (trial) => {
      const pool = trial.open();
      const ended = pool.terminate();
      assert.deepEqual([pool.terminate() === ended, pool.join() === ended, pool.close() === ended], [true, true, true]);
      await ended;
      assert.equal(pool.state, 'terminated');
    }),

    fact('ends workers that are still starting', async (trial) => {
      const pool = trial.open();
      await pool.terminate();
      assert.equal(pool.size, 0);
    }),

    fact('leaves results that were there', async (trial) => {
      const pool = trial.open();
      const result = pool.apply('square', [3]);
      await result;
      await pool.terminate();
      assert.equal(await result, 9);
    }),

    fact('is what the end of an `await using` does', async (trial) => {
      const pool = trial.open();
      const open = rejectsWith(TERMINATED, pool.apply('hold', [createFlags()]));
      await pool[Symbol.asyncDispose]();
      await open;
      assert.equal(pool.state, 'terminated');
    }),

    factOf(['handles'], 'rejects what handles stand for', async (trial) => {
      const pool = trial.open();
      const result = pool.applyAsync('hold', [createFlags()]);
      const ended = pool.terminate();
      await rejectsWith(TERMINATED, result.get());
      assert.deepEqual([result.ready(), result.successful()], [true, false]);
      await ended;
    }),
  ],
);

const joining: Theme = theme(
  'join()',
  [],
  [
    fact('is refused while the pool is running', async ({ pool }) => {
      await rejectsWith('ERR_POOL_STILL_RUNNING', pool.join());
    }),

    fact('resolves when all work has ended, and every worker', async (trial) => {
      const pool = trial.open();
      const result = pool.apply('later', [1, 3]);
      void pool.close();
      await pool.join();
      assert.equal(await result, 1);
      assert.deepEqual([pool.state, pool.size], ['closed', 0]);
    }),
  ],
);

export const life: readonly Theme[] = [closing, terminating, joining];
