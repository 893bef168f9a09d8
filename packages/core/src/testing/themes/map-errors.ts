import assert from 'node:assert/strict';
import { fact, factOf, theme, type Theme } from '../contract-case.js';
import { createFlags, Flag, raise, raised, raisedCount } from '../flags.js';
import { range, rejection, rejectsWith, turns } from '../outcome.js';
import type { Step } from '../tasks.js';
import type { WholePool } from '../tested-pool.js';

/** What a settled map says of each item, errors by their message. */
function told(results: readonly PromiseSettledResult<unknown>[]): unknown[] {
  return results.map((one) => (one.status === 'fulfilled' ? one.value : (one.reason as Error).message));
}

/** Items that start and give nothing, but for those at these places, which fail. */
function failingAt(places: readonly number[], length: number, flags: Int32Array): Step[] {
  return range(length).map((index) => ({ does: places.includes(index) ? 'fail' : 'give', value: index, flags }));
}

/** Has what ended before be told: where one place is held, results of the others come in their order. */
async function passBehind(pool: WholePool): Promise<void> {
  await Promise.all(range(20).map((x) => pool.apply('square', [x])));
  await turns();
}

const rejecting: Theme = theme(
  'an error in a map',
  [],
  [
    fact('is that of the lowest index, which it carries, after every item has run', async ({ pool }) => {
      for (const chunkSize of [1, 2, 3, 7]) {
        const flags = createFlags();
        const error = await rejection(pool.map('act', failingAt([3, 5], 7, flags), { chunkSize }));
        assert.ok(error instanceof Error);
        assert.equal(error.message, 'failed: 3');
        assert.equal((error as { taskIndex?: number }).taskIndex, 3);
        assert.equal(raisedCount(flags), 7);
      }
    }),

    fact('is that of the lowest index, although a later item failed before', async ({ pool, workers, concurrency }) => {
      const flags = createFlags();
      const items: Step[] = [
        { does: 'failWhenReleased', value: 0, flags },
        { does: 'fail', value: 1, flags },
      ];
      const error = rejection(pool.map('act', items, { chunkSize: 1 }));
      const isAlone = workers * concurrency === 1;
      await raised(flags, Flag.Started, isAlone ? 1 : 2);
      await (isAlone ? turns() : passBehind(pool));
      raise(flags, Flag.Released);
      assert.equal(((await error) as Error).message, 'failed: 0');
    }),

    fact('is told when every item has run, and not before', async ({ pool, workers, concurrency }) => {
      const flags = createFlags();
      let isSettled = false;
      const items: Step[] = [
        { does: 'fail', value: 0, flags },
        { does: 'hold', flags },
      ];
      const error = rejection(pool.map('act', items, { chunkSize: 1 })).finally(() => {
        isSettled = true;
      });
      await raised(flags, Flag.Started, 2);
      await (workers * concurrency === 1 ? turns() : passBehind(pool));
      assert.equal(isSettled, false);
      raise(flags, Flag.Released);
      assert.equal(((await error) as Error).message, 'failed: 0');
    }),

    fact('need not be an Error', async ({ pool }) => {
      assert.equal(await rejection(pool.map('throwValue', ['text'])), 'text');
      assert.equal(await rejection(pool.map('throwValue', [null])), null);
    }),

    fact('carries its index where what was thrown is any object', async ({ pool }) => {
      const thrown = await rejection(pool.map('throwValue', [{ status: 404 }]));
      const { status, taskIndex } = thrown as { status?: number; taskIndex?: number };
      assert.deepEqual([status, taskIndex], [404, 0]);
    }),

    factOf(['copies'], 'tells which item cannot be sent, and the others run', async ({ pool }) => {
      const flags = createFlags();
      const items: unknown[] = failingAt([], 4, flags);
      items[1] = { does: () => 1 };
      const error = await rejectsWith('ERR_NOT_SERIALIZABLE', pool.map('act', items, { chunkSize: 4 }));
      assert.equal((error as { taskIndex?: number }).taskIndex, 1);
      assert.equal(raisedCount(flags), 3);
    }),

    fact('tells that there is no such function', async ({ pool }) => {
      await rejectsWith('ERR_UNKNOWN_TASK', pool.map('cube', [1, 2, 3]));
    }),

    factOf(['starmap'], 'carries its index where items are lists of arguments', async ({ pool }) => {
      const error = await rejection(pool.starmap('failOdd', [[2], [4], [5], [7]], { chunkSize: 2 }));
      assert.equal((error as { taskIndex?: number }).taskIndex, 2);
    }),
  ],
);

const failingFast: Theme = theme(
  'a map that fails fast',
  ['failFast'],
  [
    fact('rejects with the first error to arrive, and runs nothing more', async (trial) => {
      for (const chunkSize of [1, 3]) {
        const pool = trial.open();
        const flags = createFlags();
        const items: Step[] = range(60).map((index) => ({ does: index === 0 ? 'fail' : 'hold', value: index, flags }));
        // All but the first item wait for their release, which comes only after the rejection.
        const error = await rejection(pool.map('act', items, { chunkSize, failFast: true }));
        raise(flags, Flag.Released);
        assert.equal((error as Error).message, 'failed: 0');
        assert.equal((error as { taskIndex?: number }).taskIndex, 0);
        await pool.close();
        const most = 1 + trial.workers * trial.concurrency;
        assert.ok(raisedCount(flags) <= most, `Expected at most ${most} items to start, got ${raisedCount(flags)}.`);
      }
    }),

    fact('gives all results where nothing fails', async ({ pool }) => {
      const results = await pool.map('square', range(500), { failFast: true });
      assert.deepEqual(
        results,
        range(500).map((x) => x * x),
      );
    }),
  ],
);

const settling: Theme = theme(
  'a map that tells every outcome',
  ['mapSettled'],
  [
    fact('has a value or a reason for each item, in order', async ({ pool }) => {
      for (const chunkSize of [1, 2, 6]) {
        const results = await pool.mapSettled('failOdd', range(6), { chunkSize });
        assert.deepEqual(told(results), [0, 'odd: 1', 2, 'odd: 3', 4, 'odd: 5']);
      }
    }),

    factOf(['copies'], 'has reasons for what cannot be sent', async ({ pool }) => {
      const results = await pool.mapSettled('echo', [1, () => 2, 3], { chunkSize: 3 });
      assert.deepEqual(
        results.map(({ status }) => status),
        ['fulfilled', 'rejected', 'fulfilled'],
      );
    }),

    fact('is empty for nothing', async ({ pool }) => {
      assert.deepEqual(await pool.mapSettled('square', []), []);
    }),

    factOf(['deaths'], 'has a reason for what was lost with its worker', async ({ pool }) => {
      const results = await pool.mapSettled('exitOn', [1, 'exit', 3], { chunkSize: 3 });
      assert.deepEqual(
        results.map((one) => (one.status === 'fulfilled' ? one.value : (one.reason as { code?: string }).code)),
        [1, 'ERR_WORKER_LOST', 3],
      );
    }),
  ],
);

export const mapErrors: readonly Theme[] = [rejecting, failingFast, settling];
