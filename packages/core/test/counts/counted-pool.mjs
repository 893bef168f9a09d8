/** A pool of one worker that never sleeps, driven so that what either thread does depends on nothing but what was submitted. */

/** Room for all that any program here sends: a ring that never fills is never asked for room. */
const RING_BYTES = 2 ** 20;

/** The longest there is for looking for work: by a clock that hardly moves it is never over. */
const FOREVER_MICROS = 1e6;

/** Until tasks are compiled, their times known, and a worker's batches as long as they get. */
const WARM_UP_CALLS = 500;

const { load, store, notify } = globalThis.uncountedAtomics ?? Atomics;

/** Makes the pool out of the build of the checkout at `root`. */
export async function makeCountedPool(root) {
  const { Pool } = await import(new URL('packages/core/dist/index.js', root));
  const { RingTransport } = await import(new URL('packages/core/dist/transport/ring-transport.js', root));
  const { Word } = await import(new URL('packages/atomics-ring/dist/layout.js', root));
  const seen = watchTransports(RingTransport);
  const gate = new Int32Array(new SharedArrayBuffer(8));
  const options = { workers: 1, ringBytes: RING_BYTES, spinMicros: FOREVER_MICROS, workerData: { gate } };
  const pool = new Pool(new URL('counted-kernels.mjs', import.meta.url), options);
  // Each function is measured once alone: one that is thought long would not be filled ahead.
  for (const name of ['passGate', 'echo', 'addOne']) await pool.apply(name, [1]);
  if (globalThis.atomicsCalls !== undefined) await pool.apply('atomicsCalls');
  for (let call = 0; call < WARM_UP_CALLS; call += 1) await pool.apply('addOne', [call]);
  return new CountedPool(pool, gate, seen(), Word.Tail);
}

/** Takes note of the one transport whose results are looked for. Returns what gives it, and ends the watch. */
function watchTransports({ prototype }) {
  const { drainResults } = prototype;
  let seen;
  prototype.drainResults = function () {
    seen = this;
    return drainResults.call(this);
  };
  return () => {
    prototype.drainResults = drainResults;
    return seen;
  };
}

class CountedPool {
  #gate;
  #in;
  #out;
  #tail;

  constructor(pool, gate, transport, tail) {
    this.pool = pool;
    this.#gate = gate;
    this.#in = new Int32Array(transport.inRing);
    this.#out = new Int32Array(transport.outRing);
    this.#tail = tail;
  }

  /** Ends of what was published in both rings. */
  get tails() {
    return { in: load(this.#in, this.#tail), out: load(this.#out, this.#tail) };
  }

  /** Blocks this thread until the worker has published so many bytes beyond `tails`. */
  blockUntilPublished(tails, bytes) {
    while (load(this.#out, this.#tail) - tails.out < bytes);
  }

  /** Gives the promise of a task in which the worker has stopped when this returns, until `openGate`. */
  shutGate() {
    store(this.#gate, 0, 1);
    store(this.#gate, 1, 0);
    const passed = this.pool.apply('passGate');
    while (load(this.#gate, 1) === 0);
    return passed;
  }

  /** Blocks this thread until the worker has given the result and has found that there is nothing more to do. Counts as calls of this thread. */
  callUntilIdle(name, args) {
    const { tasksDone } = this.pool.workers[0];
    const answer = this.pool.apply(name, args);
    while (this.pool.workers[0].tasksDone === tasksDone);
    return answer;
  }

  openGate() {
    store(this.#gate, 0, 0);
    notify(this.#gate, 0);
  }
}
