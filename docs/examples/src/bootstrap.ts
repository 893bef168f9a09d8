/**
 * How late do flights arrive, by the hour they leave, and how sure can one be of it? Bootstrap confidence intervals, computed on one
 * thread and then by a pool.
 */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { Pool, sharedArray } from 'ringpool';
import { resampleRange } from './bootstrap/bootstrap-kernel.js';
import type { ResampleTask } from './bootstrap/bootstrap-kernel.js';
import { printComparison, sameBits } from './program/comparison.js';
import { loadFlights } from './bootstrap/flights.js';
import { summariseHours } from './bootstrap/hour-summary.js';
import { hourTable } from './bootstrap/hour-table.js';
import { HOURS } from './bootstrap/hourly-delays.js';
import { positiveInteger } from './program/positive-integer.js';
import { startProgress } from './program/progress.js';
import { rangesOf } from './program/ranges.js';

/** Makes a task of some 25 ms: long beside the cost of sending it, short enough that all workers end at about the same time. */
const RESAMPLES_PER_TASK = 64;

const { values: options } = parseArgs({
  options: {
    resamples: { type: 'string', default: '20000' },
    workers: { type: 'string', default: String(availableParallelism()) },
  },
});
const resamples = positiveInteger('resamples', options.resamples);
const workers = positiveInteger('workers', options.workers);

const sample = await loadFlights();
console.log(`${sample.delays.length} flights, ${resamples} resamples of each hour`);

const onOneThread = sharedArray(Float64Array, 2 * HOURS * resamples);
const onThePool = sharedArray(Float64Array, 2 * HOURS * resamples);
const singleThreadMs = runOnOneThread(tasksFor(onOneThread));
const poolMs = await runOnPool(tasksFor(onThePool));

console.log('\nArrival delay in minutes, by the hour of departure\n');
console.log(hourTable(summariseHours(sample, onThePool, resamples)));
console.log();
printComparison({ identical: sameBits(onOneThread, onThePool), singleThreadMs, poolMs, workers });

function tasksFor(statistics: Float64Array): ResampleTask[] {
  return rangesOf(resamples, RESAMPLES_PER_TASK).map(({ begin, end }) => ({ sample, begin, end, statistics }));
}

function runOnOneThread(tasks: readonly ResampleTask[]): number {
  const progress = startProgress('single thread', tasks.length);
  const start = performance.now();
  tasks.forEach((task, index) => {
    resampleRange(task);
    progress.update(index + 1);
  });
  const elapsedMs = performance.now() - start;
  progress.stop();
  return elapsedMs;
}

async function runOnPool(tasks: readonly ResampleTask[]): Promise<number> {
  const progress = startProgress('pool', tasks.length);
  const start = performance.now();
  const kernel = new URL('./bootstrap/bootstrap-kernel.js', import.meta.url);
  const pool = new Pool<typeof import('./bootstrap/bootstrap-kernel.js')>(kernel, { workers });
  try {
    await pool.map('resampleRange', tasks, { chunkSize: 1, onProgress: ({ done }) => progress.update(done) });
    return performance.now() - start;
  } finally {
    progress.stop();
    await pool.terminate();
  }
}
