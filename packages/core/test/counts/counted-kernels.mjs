import { workerData } from 'node:worker_threads';

const { wait, store } = globalThis.uncountedAtomics ?? Atomics;

export function addOne(x) {
  return x + 1;
}

export function echo(value) {
  return value;
}

/** Says that it is here, and blocks the worker while the gate is shut: what is sent meanwhile lies in its ring, all of it, when it goes on. */
export function passGate() {
  store(workerData.gate, 1, 1);
  wait(workerData.gate, 0, 1);
  return 0;
}

/** What this worker has called so far. */
export function atomicsCalls() {
  return globalThis.atomicsCalls();
}

/** Takes so many nanoseconds by the clock that stands still but for its readings. */
export function readClock(times) {
  for (let reading = 0; reading < times; reading += 1) performance.now();
  return times;
}
