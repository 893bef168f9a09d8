/** The worker's half of a program that divides a kernel among two threads without any library. */
import { parentPort } from 'node:worker_threads';
import type { KernelName, Workload } from '../kernels/kernel.js';
import { callOf } from '../kernels/kernel.js';
import { runKernel } from '../kernels/kernel-tasks.js';

/** A run of a kernel: both threads get the same message, and take parts until `next`, which they share, has passed the last one. */
export interface SharedRun {
  readonly name: KernelName;
  readonly workload: Workload;
  readonly parts: number;
  readonly next: Int32Array;
}

/** Whoever is early takes more: no thread waits while parts are left. */
function takeParts({ name, workload, parts, next }: SharedRun): void {
  for (;;) {
    const part = Atomics.add(next, 0, 1);
    if (part >= parts) return;
    runKernel({ name, call: callOf(workload, part, parts) });
  }
}

parentPort?.on('message', (run: SharedRun) => {
  takeParts(run);
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port of Node has no origins
  parentPort?.postMessage('done');
});
