/** Counts what tasks cost in the build of the checkout whose URL is the argument, and prints it as one line of JSON. */
import { makeCountedPool } from './counted-pool.mjs';
import { difference } from './difference.mjs';

/** With the task at the gate, as many as two of the worker's longest batches, or two looks for results. */
const STREAM = 127;
const AWAITED = 128;

/** A record with a small integer for its one result. */
const TEXT = 'twelve bytes';
const CHUNK = Array.from({ length: 100 }, (_, index) => index + 0.5);

const counted = await makeCountedPool(process.argv[2]);
const { pool } = counted;
const { atomicsCalls } = globalThis;

const bytes = await countBytes();
const report = {
  bytes,
  stream: await countStream(bytes.number.out),
  streamInWorker: await countStreamInWorker(),
  awaited: await countAwaited(bytes.number.out),
  awaitedInWorker: await countAwaitedInWorker(),
};
await pool.terminate();
console.log(JSON.stringify(report));

/** Bytes that one record takes in either ring, its header and padding included. */
async function countBytes() {
  return {
    number: await bytesOf(() => pool.apply('echo', [1])),
    text: await bytesOf(() => pool.apply('echo', [TEXT])),
    chunk: await bytesOf(() => pool.map('echo', CHUNK, { chunkSize: CHUNK.length })),
  };
}

async function bytesOf(call) {
  const before = counted.tails;
  await call();
  return difference(before, counted.tails);
}

/** In the main thread: submitting calls to a worker that is busy, and taking their results once all are there. */
async function countStream(bytesOfResult) {
  const tails = counted.tails;
  void counted.shutGate();
  const before = atomicsCalls();
  let newest;
  for (let call = 0; call < STREAM; call += 1) newest = pool.apply('addOne', [call]);
  const submitted = atomicsCalls();
  counted.openGate();
  counted.blockUntilPublished(tails, (STREAM + 1) * bytesOfResult);
  await newest;
  return { submitting: difference(before, submitted), taking: difference(submitted, atomicsCalls()) };
}

/** In the worker: from within one task to within the task that comes `STREAM + 1` tasks later. */
async function countStreamInWorker() {
  const passed = counted.shutGate();
  const before = pool.apply('atomicsCalls');
  for (let call = 0; call < STREAM; call += 1) void pool.apply('addOne', [call]);
  const after = pool.apply('atomicsCalls');
  counted.openGate();
  await passed;
  return difference(await before, await after);
}

/** In the main thread: calls that are awaited one by one, each answered before the main thread looks for the first time. */
async function countAwaited(bytesOfResult) {
  const before = atomicsCalls();
  for (let call = 0; call < AWAITED; call += 1) {
    const { tails } = counted;
    const answer = pool.apply('addOne', [call]);
    counted.blockUntilPublished(tails, bytesOfResult);
    await answer;
  }
  return difference(before, atomicsCalls());
}

/** In the worker, to which each call comes while it looks, for who knows how long: its looks say nothing. */
async function countAwaitedInWorker() {
  const before = await counted.callUntilIdle('atomicsCalls');
  for (let call = 0; call < AWAITED - 1; call += 1) await counted.callUntilIdle('addOne', [call]);
  const { look: looks, ...calls } = difference(before, await counted.callUntilIdle('atomicsCalls'));
  return { calls, looks };
}
