/**
 * The loneliest zip code once more, by a kernel in JavaScript and by one in WebAssembly that looks at four points at a time: each on one thread and on a pool.
 */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { Pool, sharedArray } from 'ringpool';
import { WasmPool } from 'ringpool/wasm';
import { loadZipCodes, unitVectorsOf } from './data/zip-codes.js';
import { sameBits } from './program/comparison.js';
import { positiveInteger } from './program/positive-integer.js';
import { instanceHere } from './webassembly/instance-here.js';
import { nearest } from './webassembly/nearest-kernel.js';
import { speedTable, type Way } from './webassembly/speed-table.js';
import { factsAbout } from './zipcodes/neighbour-facts.js';

type Kernels = typeof import('./webassembly/nearest-kernel.js');

/** What one way of doing the work found: an index and a squared distance for each point. */
interface Found {
  readonly indices: Int32Array;
  readonly squaredChords: Float64Array;
}

/** Makes a block of some 10 ms: long beside the cost of sending it, short enough that all workers end at about the same time. */
const POINTS_PER_BLOCK = 256;

const { values: options } = parseArgs({
  options: {
    points: { type: 'string', default: '42049' },
    workers: { type: 'string', default: String(availableParallelism()) },
  },
});
const workers = positiveInteger('workers', options.workers);
const zipCodes = (await loadZipCodes()).slice(0, positiveInteger('points', options.points));
const count = zipCodes.length;
const range = { end: count, grain: POINTS_PER_BLOCK };
const unitVectors = unitVectorsOf(zipCodes);
const ways: Way[] = [];
const results: Found[] = [];
console.log(`${count} zip codes, ${count ** 2} distances`);

await inJavaScript();
await inWebAssembly();

const identical = results.every(
  ({ indices, squaredChords }) =>
    sameBits(indices, results[0]!.indices) && sameBits(squaredChords, results[0]!.squaredChords),
);
console.log(`\n${factsAbout(zipCodes, { begin: 0, ...results[0]! })}\n`);
console.log(speedTable(ways, count ** 2));
console.log(`\nidentical: ${identical ? 'yes' : 'no'}`);
console.log(`speed-up: ${(ways[0]!.elapsedMs / ways.at(-1)!.elapsedMs).toFixed(2)} with ${workers} workers`);
if (!identical) process.exitCode = 1;

async function inJavaScript(): Promise<void> {
  const [here, there] = [roomForResults(sharedArray), roomForResults(sharedArray)];
  const start = performance.now();
  nearest(0, count, unitVectors, count, here.indices, here.squaredChords);
  note('JavaScript, one thread', performance.now() - start, here);

  const poolStart = performance.now();
  const kernels = new URL('./webassembly/nearest-kernel.js', import.meta.url);
  const pool = new Pool<Kernels>(kernels, { workers });
  try {
    await pool.parallelFor('nearest', range, [unitVectors, count, there.indices, there.squaredChords]);
    note('JavaScript, pool', performance.now() - poolStart, there);
  } finally {
    await pool.terminate();
  }
}

/** The arrays lie in the memory of the kernels. The pool's time runs from its making, so it includes the start of the workers and a copy of the coordinates. */
async function inWebAssembly(): Promise<void> {
  const poolStart = performance.now();
  const pool = new WasmPool<Kernels>(new URL('./webassembly/nearest.wasm', import.meta.url), { workers });
  try {
    const vectors = pool.sharedArray(Float64Array, unitVectors);
    const there = roomForResults((constructor, length) => pool.sharedArray(constructor, length));
    await pool.parallelFor('nearest', range, [vectors, count, there.indices, there.squaredChords]);
    const poolMs = performance.now() - poolStart;

    const here = roomForResults((constructor, length) => pool.sharedArray(constructor, length));
    const instance = instanceHere(pool.module, pool.memory);
    const start = performance.now();
    instance['nearest']!(0, count, vectors.byteOffset, count, here.indices.byteOffset, here.squaredChords.byteOffset);
    note('WebAssembly, one thread', performance.now() - start, here);
    note('WebAssembly, pool', poolMs, there);
  } finally {
    await pool.terminate();
  }
}

/** Two arrays with an element for each point. */
function roomForResults(make: typeof sharedArray): Found {
  return { indices: make(Int32Array, count), squaredChords: make(Float64Array, count) };
}

function note(name: string, elapsedMs: number, found: Found): void {
  ways.push({ name, elapsedMs });
  results.push(found);
}
