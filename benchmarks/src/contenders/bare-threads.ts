import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { SharedRun } from '../tasks/kernel-thread.js';
import type { KernelRunner } from './kernel-runners.js';
import { KERNEL_THREAD_MODULE } from './task-modules.js';

/** As many parts as the pools' ranges. */
const PARTS = 32;

/** What two threads can do on this machine: they share the data and a counter of parts, and get one message each for a run. */
export const bareThreads: KernelRunner = {
  name: 'bare threads',
  settings: ['default'],
  start: async (workers) => {
    const threads = Array.from({ length: workers }, () => new Worker(KERNEL_THREAD_MODULE));
    return {
      run: async ({ name }, workload) => {
        const run: SharedRun = { name, workload, parts: PARTS, next: new Int32Array(new SharedArrayBuffer(4)) };
        await Promise.all(threads.map((thread) => runIn(thread, run)));
      },
      stop: async () => {
        await Promise.all(threads.map((thread) => thread.terminate()));
      },
    };
  },
};

async function runIn(thread: Worker, run: SharedRun): Promise<void> {
  const answer = once(thread, 'message');
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread of Node has no origins
  thread.postMessage(run);
  await answer;
}
