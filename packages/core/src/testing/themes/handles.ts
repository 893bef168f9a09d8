import assert from 'node:assert/strict';
import { fact, factOf, theme, type Theme } from '../contract-case.js';
import { createFlags, Flag, raise, raised } from '../flags.js';
import { range, rejection, rejectsWith, thrownBy, turns } from '../outcome.js';

export const handles: Theme = theme(
  'a handle',
  ['handles'],
  [
    fact('can be awaited, and asked again', async ({ pool }) => {
      const result = pool.applyAsync('add', [2, 3]);
      assert.equal(await result, 5);
      assert.deepEqual([await result.get(), await result, result.ready(), result.successful()], [5, 5, true, true]);
    }),

    fact('is not ready before its task has ended, and does not know how that goes', async ({ pool }) => {
      const flags = createFlags();
      const result = pool.applyAsync('hold', [flags]);
      await raised(flags, Flag.Started);
      assert.equal(result.ready(), false);
      assert.ok(thrownBy(() => result.successful()) instanceof Error);
      raise(flags, Flag.Released);
      await result.wait();
      assert.equal(result.ready(), true);
    }),

    fact('lets a caller wait for a time, while the task goes on', async ({ pool }) => {
      const flags = createFlags();
      const result = pool.applyAsync('hold', [flags]);
      await rejectsWith('ERR_RESULT_TIMEOUT', result.get(1));
      await rejectsWith('ERR_RESULT_TIMEOUT', result.get(0));
      assert.equal(await result.wait(1), undefined);
      assert.equal(result.ready(), false);
      raise(flags, Flag.Released);
      assert.equal(typeof (await result.get(60_000)), 'number');
    }),

    fact('tells of a task that failed', async ({ pool }) => {
      const result = pool.applyAsync('failLater', ['wrong']);
      assert.equal(await result.wait(), undefined);
      assert.deepEqual([result.ready(), result.successful()], [true, false]);
      assert.equal(await result.catch((error: unknown) => (error as Error).message), 'wrong');
      assert.equal(((await rejection(result.get())) as Error).message, 'wrong');
    }),

    fact('runs what follows it, like a promise', async ({ pool }) => {
      const order: unknown[] = [];
      const square = pool.applyAsync('square', [3]).then((value) => order.push(value));
      await square;
      await pool.applyAsync('square', [3]).finally(() => void order.push('finally'));
      assert.deepEqual(order, [9, 'finally']);
    }),

    fact('that failed and that nobody looked at is no unhandled rejection', async ({ pool }) => {
      const seen: unknown[] = [];
      const listener = (reason: unknown): void => void seen.push(reason);
      process.on('unhandledRejection', listener);
      try {
        const results = [pool.applyAsync('failLater', ['unseen']), pool.mapAsync('failOdd', [1, 3])];
        while (results.some((result) => !result.ready())) await turns(1);
        await turns();
      } finally {
        process.off('unhandledRejection', listener);
      }
      assert.deepEqual(seen, []);
    }),

    fact('may be of a map', async ({ pool }) => {
      const result = pool.mapAsync('square', range(100), { chunkSize: 7 });
      assert.deepEqual(
        await result.get(),
        range(100).map((x) => x * x),
      );
      const failed = pool.mapAsync('failOdd', [2, 3, 5]);
      assert.equal(((await rejection(failed)) as { taskIndex?: number }).taskIndex, 1);
    }),

    factOf(['starmap'], 'may be of a starmap', async ({ pool }) => {
      assert.deepEqual(
        await pool
          .starmapAsync('add', [
            [1, 2],
            [3, 4],
          ])
          .get(),
        [3, 7],
      );
    }),

    factOf(['cancel'], 'cancels its task where that waits', async (trial) => {
      const { pool } = trial;
      const held = await trial.hold(pool);
      const flags = createFlags();
      const reason = new Error('not needed');
      const result = pool.applyAsync('raise', [flags]);
      result.cancel(reason);
      const error = await rejectsWith('ABORT_ERR', result.get());
      assert.deepEqual([error.name, error.cause], ['AbortError', reason]);
      await held.release();
      await pool.map('square', range(50), { chunkSize: 1 });
      assert.equal(Atomics.load(flags, Flag.Started), 0);
    }),

    factOf(['cancel', 'threads'], 'cancels its task where that runs', async (trial) => {
      const pool = trial.openSmall();
      const flags = createFlags();
      const result = pool.applyAsync('spin', [flags]);
      await raised(flags, Flag.Started);
      result.cancel();
      await rejectsWith('ABORT_ERR', result.get());
      assert.deepEqual([result.ready(), result.successful()], [true, false]);
    }),

    factOf(['cancel'], 'cancels a map whole', async (trial) => {
      const pool = trial.open();
      const held = await trial.hold(pool);
      const result = pool.mapAsync('square', range(20));
      result.cancel();
      await rejectsWith('ABORT_ERR', result.get());
      await held.release();
    }),

    factOf(['cancel'], 'changes nothing by a cancel after its end', async ({ pool }) => {
      const result = pool.applyAsync('square', [3]);
      await result.wait();
      result.cancel();
      assert.equal(await result, 9);
    }),
  ],
);
