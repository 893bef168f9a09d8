/**
 * Measures how many bytes of heap a task takes in the main thread, from the call to the settled promise, in the build of the checkout whose URL is the argument,
 * and prints that. Needs `--expose-gc` and a young generation that is not full before a count is over.
 */
import { GCProfiler } from 'node:v8';
import { makeCountedPool } from './counted-pool.mjs';

/** Sent at once, and awaited together: with the task at the gate sixteen looks for results. */
const STREAM = 1023;
const STREAMS_PER_COUNT = 8;

/** The least of several counts: a compiler that is at work takes heap too. Before the first ones it is at work in earnest. */
const WARM_UP_COUNTS = 16;
const COUNTS = 10;

/** Held by nobody but the library, and the same for all tasks: the program itself takes next to nothing. */
const ARGS = [1];

const counted = await makeCountedPool(process.argv[2]);
const { out } = counted.tails;
await counted.pool.apply('addOne', ARGS);
const bytesOfResult = counted.tails.out - out;

const counts = [];
for (let count = 0; count < WARM_UP_COUNTS + COUNTS; count += 1) counts.push(await bytesPerTask());
await counted.pool.terminate();
console.log(Math.min(...counts.slice(WARM_UP_COUNTS)));

async function bytesPerTask() {
  globalThis.gc({ type: 'minor' });
  const collections = new GCProfiler();
  collections.start();
  const before = process.memoryUsage().heapUsed;
  for (let stream = 0; stream < STREAMS_PER_COUNT; stream += 1) await callStream();
  const after = process.memoryUsage().heapUsed;
  const { statistics } = collections.stop();
  if (statistics.length > 0) throw new Error(`Expected a count without a collection, got ${statistics.length}.`);
  return (after - before) / (STREAMS_PER_COUNT * (STREAM + 1));
}

async function callStream() {
  const { tails } = counted;
  void counted.shutGate();
  let newest;
  for (let call = 0; call < STREAM; call += 1) newest = counted.pool.apply('addOne', ARGS);
  counted.openGate();
  counted.blockUntilPublished(tails, (STREAM + 1) * bytesOfResult);
  await newest;
}
