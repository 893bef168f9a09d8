/**
 * Runs so many calls, so many of them in flight, of so many nanoseconds each, in a pool of so many workers that sleep, with the build of the checkout whose URL is the first
 * argument. Prints in how many workers they ran, how many the main thread woke, and how many can run at the same time.
 */
const [root, workers, tasks, inFlight, nanos] = [process.argv[2], ...process.argv.slice(3).map(Number)];

/** Calls from which the function's time is known, one after the other. */
const WARM_UP_CALLS = 50;

/** On a clock that stands still no timer is due. */
const { setTimeout } = globalThis;
const FOREVER_MILLIS = 2 ** 31 - 1;
globalThis.setTimeout = (callback, _millis, ...args) => setTimeout(callback, FOREVER_MILLIS, ...args);

const woken = new Set();
const { notify } = Atomics;
Atomics.notify = (words, ...rest) => {
  woken.add(words.buffer);
  return notify(words, ...rest);
};

const { Pool } = await import(new URL('packages/core/dist/index.js', root));
const { availableProcessors } = await import(new URL('packages/core/dist/available-workers.js', root));
const pool = new Pool(new URL('counted-kernels.mjs', import.meta.url), { workers });
await pool.ready();
for (let call = 0; call < WARM_UP_CALLS; call += 1) await pool.apply('readClock', [nanos]);

const before = pool.workers.map(({ tasksDone }) => tasksDone);
woken.clear();
let left = tasks;
await Promise.all(Array.from({ length: inFlight }, chain));
const used = pool.workers.filter(({ tasksDone }, worker) => tasksDone > before[worker]).length;
console.log(JSON.stringify({ used, woken: woken.size, processors: availableProcessors() }));
await pool.terminate();

async function chain() {
  while (left > 0) {
    left -= 1;
    await pool.apply('readClock', [nanos]);
  }
}
