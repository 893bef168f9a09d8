import { describe, expect, test } from 'vitest';
// The built files: what runs in workers cannot be TypeScript on every Node line.
import { driveChains } from '../dist/chains.js';
import type { RunningPool, RunningTask } from '../dist/contenders/contender.js';
import { poolNamed, POOLS } from '../dist/contenders/pools.js';
import { measureInFreshProcess } from '../dist/fresh-process.js';
import { checkEnd, IDLE_ROW, TASK_ROW } from '../dist/scenarios/s8-waiting.js';
import { MEMORY_ROW, MOST_WORKERS, useEveryWorker } from '../dist/scenarios/s9-start.js';
import { sharedNowNanos } from '../dist/tasks/timed-tasks.js';
import { checkPool, checkSum, WrongResultError } from '../dist/verify.js';

const TINY_PLAN = { inFlight: 8, warmUpMs: 1, measuredMs: 1 };

const ALL = POOLS.flatMap(({ name, settings }) => settings.map((setting) => [name, setting] as const));

describe.each(ALL)('%s (%s)', (name, setting) => {
  test('answers every task of a short run on two workers', async () => {
    const pool = await poolNamed(name).start(2, setting);
    await checkPool(pool);
    expect(await driveChains((x) => pool.addOne(x), TINY_PLAN)).toBeGreaterThan(0);
    await pool.stop();
  });
});

describe('a pool that computes something wrong', () => {
  const offByOne: RunningPool = { addOne: async (x) => x + 2, stop: async () => {} };
  const wrongAfterAWhile = (x: number): Promise<number> => Promise.resolve(x < 1000 ? x + 1 : x);

  test('is found before the clock starts', async () => {
    await expect(checkPool(offByOne)).rejects.toThrow(WrongResultError);
  });

  test('is found while it runs', async () => {
    const plan = { inFlight: 8, warmUpMs: 10_000, measuredMs: 10_000 };
    await expect(driveChains(wrongAfterAWhile, plan)).rejects.toThrow('Expected 1000 + 1 to be 1001, got 1000.');
  });

  test('is found by the sum', () => {
    expect(() => checkSum(3, 6)).not.toThrow();
    expect(() => checkSum(3, 7)).toThrow(WrongResultError);
  });
});

const TIMED = POOLS.filter(({ startTask }) => startTask !== undefined).map(({ name }) => name);

describe.each(TIMED)('%s', (name) => {
  test('gives a task to each of its workers', async () => {
    const pool = await poolNamed(name).startTask!(MOST_WORKERS, 'default', 'threadAfter');
    await useEveryWorker(pool);
    const thread = await pool.run(0);
    await pool.stop();
    expect(thread).toBeGreaterThan(0);
  });

  test('tells when a task ended, on the clock of the main thread', async () => {
    const pool = await poolNamed(name).startTask!(1, 'default', 'computeFor');
    const startedAt = sharedNowNanos();
    const endedAt = await pool.run(2);
    await pool.stop();
    expect(() => checkEnd(startedAt + 2e6, endedAt)).not.toThrow();
  });
});

describe('a timed task that is not what it should be', () => {
  test('is found when a worker gets none', async () => {
    const oneWorker: RunningTask = { run: async () => 1, stop: async () => {} };
    await expect(useEveryWorker(oneWorker)).rejects.toThrow('Expected 8 workers to run tasks, got 1.');
  });

  test('is found when it ends too early, or in the future', () => {
    const now = sharedNowNanos();
    expect(() => checkEnd(now, now - 1)).toThrow(WrongResultError);
    expect(() => checkEnd(now, now + 60e9)).toThrow(WrongResultError);
  });
});

describe('a process for one sample', () => {
  const cell = { scenario: 'S1', row: '1 worker', contender: 'in-process', setting: 'default' };

  test('brings back what was measured', async () => {
    const reply = await measureInFreshProcess({ cell, effort: 'quick' });
    expect(reply).toMatchObject({ state: 'measured', outcome: { readings: { tasksPerSecond: expect.any(Number) } } });
  });

  test.each([
    ['S3', '1 worker, parked', ['p50Us', 'p99Us', 'p999Us']],
    ['S5', '1 worker', ['itemsPerSecond']],
    ['S8', IDLE_ROW, ['idleCpuPercent']],
    ['S8', TASK_ROW, ['seenLateUs']],
    ['S9', '8 workers', ['firstResultMs', 'importMs']],
    ['S9', MEMORY_ROW, ['memoryPerWorkerMb']],
  ])('measures %s, %s', async (scenario, row, metrics) => {
    const reply = await measureInFreshProcess({
      cell: { ...cell, scenario, row, contender: 'ringpool' },
      effort: 'quick',
    });
    const readings = Object.fromEntries(metrics.map((metric) => [metric, expect.any(Number)]));
    expect(reply).toMatchObject({ state: 'measured', outcome: { readings } });
  });

  test('says what went wrong', async () => {
    const reply = await measureInFreshProcess({ cell: { ...cell, contender: 'nobody' }, effort: 'quick' });
    expect(reply).toMatchObject({ state: 'failed', message: expect.stringContaining('got nobody.') });
  });
});
