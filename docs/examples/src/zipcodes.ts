/** Where is the loneliest zip code? The nearest neighbours of 42,049 of them, computed on one thread and then by a pool. */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { Pool } from 'ringpool';
import { printComparison, sameBits } from './program/comparison.js';
import { factsAbout } from './zipcodes/neighbour-facts.js';
import { nearestNeighbours, noNeighbours } from './zipcodes/neighbour-kernel.js';
import type { Neighbours, NeighbourTask } from './zipcodes/neighbour-kernel.js';
import { positiveInteger } from './program/positive-integer.js';
import { startProgress } from './program/progress.js';
import { rangesOf } from './program/ranges.js';
import { loadZipCodes, unitVectorsOf } from './data/zip-codes.js';

/** Makes a task of some 15 ms: long beside the cost of sending it, short enough that all workers end at about the same time. */
const POINTS_PER_TASK = 256;

const { values: options } = parseArgs({
  options: { workers: { type: 'string', default: String(availableParallelism()) } },
});
const workers = positiveInteger('workers', options.workers);

const zipCodes = await loadZipCodes();
const unitVectors = unitVectorsOf(zipCodes);
const tasks = rangesOf(zipCodes.length, POINTS_PER_TASK).map(({ begin, end }): NeighbourTask => ({
  unitVectors,
  begin,
  end,
}));
console.log(`${zipCodes.length} zip codes, ${zipCodes.length ** 2} distances`);

const onOneThread = noNeighbours(0, zipCodes.length);
const onThePool = noNeighbours(0, zipCodes.length);
const singleThreadMs = runOnOneThread(onOneThread);
const poolMs = await runOnPool(onThePool);

console.log();
console.log(factsAbout(zipCodes, onThePool));
console.log();
printComparison({ identical: sameNeighbours(onOneThread, onThePool), singleThreadMs, poolMs, workers });

function runOnOneThread(all: Neighbours): number {
  const progress = startProgress('single thread', zipCodes.length);
  const start = performance.now();
  for (const task of tasks) {
    store(all, nearestNeighbours(task));
    progress.update(task.end);
  }
  const elapsedMs = performance.now() - start;
  progress.stop();
  return elapsedMs;
}

async function runOnPool(all: Neighbours): Promise<number> {
  const progress = startProgress('pool', zipCodes.length);
  const start = performance.now();
  const kernel = new URL('./zipcodes/neighbour-kernel.js', import.meta.url);
  const pool = new Pool<typeof import('./zipcodes/neighbour-kernel.js')>(kernel, { workers });
  try {
    for await (const block of pool.imap('nearestNeighbours', tasks)) {
      store(all, block);
      progress.update(block.begin + block.indices.length);
    }
    return performance.now() - start;
  } finally {
    progress.stop();
    await pool.terminate();
  }
}

function store(all: Neighbours, block: Neighbours): void {
  all.indices.set(block.indices, block.begin);
  all.squaredChords.set(block.squaredChords, block.begin);
}

function sameNeighbours(a: Neighbours, b: Neighbours): boolean {
  return sameBits(a.indices, b.indices) && sameBits(a.squaredChords, b.squaredChords);
}
