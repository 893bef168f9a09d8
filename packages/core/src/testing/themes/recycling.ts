import assert from 'node:assert/strict';
import { fact, factOf, theme, type Theme } from '../contract-case.js';
import { range, thrownBy, turns } from '../outcome.js';

/** How often each value comes. */
function countEach(all: readonly unknown[]): Map<unknown, number> {
  const counts = new Map<unknown, number>();
  for (const value of all) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

export const recycling: readonly Theme[] = [
  theme(
    'a worker with a number of tasks to run',
    ['recycling', 'threads'],
    [
      fact('is replaced when it has run them', async (trial) => {
        const pool = trial.openSmall({ maxTasksPerWorker: 3 });
        const threads: unknown[] = [];
        for (let task = 0; task < 7; task += 1) threads.push(await pool.apply('thread'));
        assert.deepEqual([...countEach(threads).values()], [3, 3, 1]);
      }),

      fact('is replaced at the end of a chunk, not in it', async (trial) => {
        const pool = trial.openSmall({ maxTasksPerWorker: 3 });
        const chunk = await pool.map('thread', range(5), { chunkSize: 5 });
        assert.equal(new Set(chunk).size, 1);
        assert.notEqual(await pool.apply('thread'), chunk[0]);
      }),

      fact('loses none of those that wait behind them', async (trial) => {
        const pool = trial.open({ maxTasksPerWorker: 40 });
        const results = await Promise.all(range(200).map((x) => pool.apply('square', [x])));
        assert.deepEqual(
          results,
          range(200).map((x) => x * x),
        );
        assert.deepEqual(await pool.map('square', range(60), { chunkSize: 2 }), results.slice(0, 60));
      }),

      fact('runs no more than them', async (trial) => {
        const pool = trial.open({ maxTasksPerWorker: 4 });
        const threads = await Promise.all(range(24).map(() => pool.apply('thread')));
        const most = Math.max(...countEach(threads).values());
        assert.ok(most <= 4 + trial.concurrency - 1, `Expected at most 4 tasks in a worker, got ${most}.`);
      }),

      factOf(['optionChecks'], 'has at least one to run', async (trial) => {
        for (const maxTasksPerWorker of [0, -1, 1.5]) {
          assert.ok(thrownBy(() => trial.openSmall({ maxTasksPerWorker })) instanceof RangeError);
        }
      }),
    ],
  ),

  theme(
    'a worker with a heap that may grow so far',
    ['heapLimit', 'threads'],
    [
      fact('is replaced, after the task that made it grow', async (trial) => {
        const pool = trial.openSmall({ maxHeapMbPerWorker: 30 });
        const before = await pool.apply('thread');
        const grown = await pool.apply('keepMegabytes', [40]);
        assert.equal(grown, before);
        while ((await pool.apply('thread')) === before) await turns(1);
      }),
    ],
  ),

  theme(
    'a pool that may shrink',
    ['shrinking', 'threads'],
    [
      fact('ends workers that have nothing to do, down to its floor, and has them again on demand', async (trial) => {
        const pool = trial.open({ workers: 3, minWorkers: 1, idleTimeoutMs: 5 });
        await pool.apply('nothing');
        while (pool.size > 1) await turns(1);
        const held = await trial.hold(pool, { workers: 3 });
        assert.equal(new Set(await held.release()).size, 3);
      }),

      fact('may have a floor of none', async (trial) => {
        const pool = trial.openSmall({ minWorkers: 0, idleTimeoutMs: 5 });
        assert.equal(await pool.apply('square', [3]), 9);
        while (pool.size > 0) await turns(1);
        assert.equal(await pool.apply('square', [4]), 16);
        assert.equal(pool.state, 'running');
      }),
    ],
  ),
];
