import assert from 'node:assert/strict';
import { fact, factOf, theme, type Theme } from '../contract-case.js';
import { createFlags, Flag, raisedCount } from '../flags.js';
import { codeOf, range, rejection, rejectsWith, thrownBy } from '../outcome.js';
import type { WholePool } from '../tested-pool.js';

const FAILED = 'ERR_INITIALIZER_FAILED';

/** No second try, and so no waiting for one. */
const NO_RESTARTS = { restartLimit: { restarts: 0, withinMs: 60_000 } };

const THROWING: URL = new URL("data:text/javascript,throw new RangeError('at import')");
const ENDLESS: URL = new URL('data:text/javascript,setInterval(() => {}, 1000); await new Promise(() => {})');
const MISSING: URL = new URL('./no-such-module.js', import.meta.url);

/** Shows that everything open, and everything that comes later, is told why nothing can run. Gives the error. */
async function failsToStart(pool: WholePool): Promise<Error> {
  const open = [pool.ready(), pool.apply('square', [1]), pool.map('square', [1, 2])];
  const errors = await Promise.all(open.map((promise) => rejectsWith(FAILED, promise)));
  assert.equal(new Set(errors).size, errors.length);
  await rejectsWith(FAILED, pool.apply('square', [1]));
  await rejectsWith(FAILED, pool.ready());
  assert.equal(pool.state, 'broken');
  return errors[0] as Error;
}

const starting: Theme = theme(
  'a new pool',
  [],
  [
    fact('takes work before it is ready', async (trial) => {
      const pool = trial.open();
      assert.equal(pool.state, 'running');
      assert.equal(await pool.apply('square', [7]), 49);
      await pool.ready();
      await pool.ready();
      assert.equal(pool.size, trial.workers);
    }),

    factOf(['optionChecks'], 'refuses options that it does not know, or that are out of range', async (trial) => {
      assert.ok(thrownBy(() => trial.openSmall({ worker: 1 } as object)) instanceof TypeError);
      assert.ok(thrownBy(() => trial.openSmall({ workers: '2' } as object)) instanceof TypeError);
      for (const workers of [0, -1, 1.5, NaN]) {
        assert.ok(thrownBy(() => trial.openSmall({ workers })) instanceof RangeError);
      }
    }),

    fact('gives each pool workers of its own', async (trial) => {
      const pools = [trial.openSmall(), trial.openSmall()];
      assert.deepEqual(await Promise.all(pools.map((pool) => pool.apply('square', [3]))), [9, 9]);
      await pools[0]?.terminate();
      assert.equal(await pools[1]?.apply('square', [4]), 16);
    }),

    factOf(['startFailures'], 'tells of a module that is not there', async (trial) => {
      const error = await failsToStart(trial.openSmall(NO_RESTARTS, MISSING));
      assert.equal(codeOf(error.cause), 'ERR_MODULE_NOT_FOUND');
    }),

    factOf(['startFailures'], 'tells of a module that throws', async (trial) => {
      const error = await failsToStart(trial.openSmall(NO_RESTARTS, THROWING));
      assert.ok(error.cause instanceof Error);
      assert.match(error.cause.message, /at import/);
    }),

    factOf(['startFailures', 'threads'], 'tells of a module that takes too long', async (trial) => {
      const error = await failsToStart(trial.openSmall({ ...NO_RESTARTS, workers: 1, startTimeoutMs: 50 }, ENDLESS));
      assert.ok(error.cause instanceof Error);
    }),

    factOf(['startFailures'], 'that cannot start can be closed, and terminated', async (trial) => {
      const pool = trial.openSmall(NO_RESTARTS, THROWING);
      await failsToStart(pool);
      await pool.close();
      await pool.terminate();
      assert.equal(pool.size, 0);
    }),
  ],
);

const initializing: Theme = theme(
  'an initializer',
  ['initializer'],
  [
    fact('is run and awaited once in every worker, before its first task', async (trial) => {
      const flags = createFlags();
      const pool = trial.open({ initializer: 'prepare', initargs: [flags, 'given'] });
      const results = await Promise.all(range(40).map(() => pool.apply('givePrepared')));
      assert.ok(results.every((result) => result === 'given'));
      await pool.ready();
      assert.equal(raisedCount(flags), trial.workers);
    }),

    factOf(['copies'], 'has its arguments as they were when the pool was made', async (trial) => {
      const given = { value: 1 };
      const pool = trial.openSmall({ initializer: 'prepare', initargs: [createFlags(), given] });
      given.value = 2;
      assert.deepEqual(await pool.apply('givePrepared'), { value: 1 });
    }),

    factOf(['deaths'], 'is run in workers that take the place of others', async (trial) => {
      const flags = createFlags();
      const pool = trial.openSmall({ initializer: 'prepare', initargs: [flags, 'given'] });
      await rejectsWith('ERR_WORKER_LOST', pool.apply('exit', [1]));
      assert.equal(await pool.apply('givePrepared'), 'given');
      assert.equal(raisedCount(flags), 2);
    }),

    fact('that fails at first is tried again, and the work waits', async (trial) => {
      const flags = createFlags();
      const restartLimit = { restarts: 5, withinMs: 600_000 };
      const pool = trial.openSmall({ initializer: 'prepareOrFail', initargs: [flags, 3], restartLimit });
      assert.equal(await pool.apply('square', [3]), 9);
      assert.equal(raisedCount(flags), 3);
    }),

    fact('that always fails is tried as often as it may be, and breaks the pool', async (trial) => {
      const flags = createFlags();
      const restartLimit = { restarts: 2, withinMs: 600_000 };
      const pool = trial.openSmall({ initializer: 'prepareOrFail', initargs: [flags, 100], restartLimit });
      const error = await failsToStart(pool);
      assert.ok(error.cause instanceof Error);
      assert.equal(error.cause.message, 'not prepared: attempt 1');
      assert.equal(raisedCount(flags), 3);
    }),

    fact('that the module does not have breaks the pool', async (trial) => {
      const error = await failsToStart(trial.openSmall({ ...NO_RESTARTS, initializer: 'noSuchInitializer' }));
      assert.equal(codeOf(error.cause), 'ERR_UNKNOWN_TASK');
    }),

    factOf(['optionChecks'], 'must be a name', async (trial) => {
      assert.ok(thrownBy(() => trial.openSmall({ initializer: (() => 1) as never })) instanceof TypeError);
    }),

    factOf(['imap'], 'that fails is told by an iterator, too', async (trial) => {
      const pool = trial.openSmall({ ...NO_RESTARTS, initializer: 'prepareOrFail', initargs: [createFlags(), 100] });
      assert.equal(codeOf(await rejection(pool.imap('square', [1]).next())), FAILED);
    }),
  ],
);

const finalizing: Theme = theme(
  'a finalizer',
  ['finalizer'],
  [
    fact('is run and awaited in every worker that ends by close()', async (trial) => {
      const flags = createFlags();
      const pool = trial.open({ initializer: 'finishWith', initargs: [flags], finalizer: 'finish' });
      await pool.ready();
      await pool.close();
      assert.equal(raisedCount(flags, Flag.Other), trial.workers);
    }),

    fact('is not run before the work has ended', async (trial) => {
      const flags = createFlags();
      const pool = trial.open({ initializer: 'finishWith', initargs: [flags], finalizer: 'finish' });
      const counts = range(50).map(() => pool.apply('countRaised', [flags, Flag.Other]));
      const closed = pool.close();
      assert.ok((await Promise.all(counts)).every((count) => (count as number) < trial.workers));
      await closed;
    }),

    factOf(['recycling'], 'is run in a worker that is recycled', async (trial) => {
      const flags = createFlags();
      const recycled = { workers: 1, maxTasksPerWorker: 1 };
      const pool = trial.openSmall({ ...recycled, initializer: 'finishWith', initargs: [flags], finalizer: 'finish' });
      for (let task = 0; task < 3; task += 1) await pool.apply('square', [task]);
      await pool.close();
      assert.ok(raisedCount(flags, Flag.Other) >= 3);
    }),

    fact('is not run by terminate()', async (trial) => {
      const flags = createFlags();
      const pool = trial.open({ initializer: 'finishWith', initargs: [flags], finalizer: 'finish' });
      await pool.ready();
      await pool.terminate();
      assert.equal(raisedCount(flags, Flag.Other), 0);
    }),
  ],
);

export const start: readonly Theme[] = [starting, initializing, finalizing];
