import type { RunningCaller } from '../callers/caller.js';
import { CostMeter } from '../costs.js';
import type { Effort, Outcome } from '../scenario.js';
import { checkAddOne } from '../verify.js';
import type { Workload } from './workload.js';
import { PISCINA, RINGPOOL } from './workload.js';

const LENGTHS = [1, 10, 100, 1_000];

const TIMES_MS: Readonly<Record<Effort, { readonly warmUp: number; readonly measured: number }>> = {
  quick: { warmUp: 60, measured: 150 },
  full: { warmUp: 300, measured: 1_000 },
};

/** So many calls at once, all awaited before the next batch: knitting's figures. */
export const BATCHES: readonly Workload[] = LENGTHS.map((length) => ({
  title: `batches of ${length} (knitting's)`,
  publisher: 'knitting',
  metric: 'tasksPerSecond',
  workers: 1,
  settings: { ringpool: RINGPOOL, piscina: PISCINA },
  isQuick: length === 1_000,
  run: async (pool, effort): Promise<Outcome> => {
    await runBatches(pool, length, TIMES_MS[effort].warmUp);
    return runBatches(pool, length, TIMES_MS[effort].measured);
  },
}));

/** Runs batches until the time is over, and tells the calls per second. */
async function runBatches(pool: RunningCaller, length: number, limitMs: number): Promise<Outcome> {
  const meter = new CostMeter();
  meter.start();
  const startedAt = performance.now();
  let elapsedMs = 0;
  let calls = 0;
  while (elapsedMs < limitMs) {
    await runBatch(pool, calls, length);
    calls += length;
    elapsedMs = performance.now() - startedAt;
  }
  meter.stop();
  meter.countTasks(calls);
  return { readings: { tasksPerSecond: (calls * 1000) / elapsedMs }, costs: meter.costs };
}

async function runBatch(pool: RunningCaller, first: number, length: number): Promise<void> {
  const results = await Promise.all(Array.from({ length }, (_, index) => pool.call('addOne', first + index)));
  results.forEach((result, index) => checkAddOne(first + index, Number(result)));
}
