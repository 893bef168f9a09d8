/** The worker thread's entry. It is bundled into one file, `worker-entry.js`, so that it works wherever that file is put. */
import { createRequire, syncBuiltinESMExports } from 'node:module';
import { isMainThread, workerData } from 'node:worker_threads';
import { type Boot, BOOT_KEY, type BootData } from './boot.js';
import { runWorker } from './worker.js';

if (isMainThread || (workerData as Partial<BootData> | null)?.[BOOT_KEY] === undefined) {
  throw new Error('Expected the worker entry of ringpool to be started by a Pool, got loaded by other code.');
}
const bootData = workerData as BootData;
showUserData(bootData.user);
start(bootData[BOOT_KEY]);

/** Makes `workerData` of `node:worker_threads` what the pool's user gave. */
function showUserData(data: unknown): void {
  const threads = createRequire(import.meta.url)('node:worker_threads') as { workerData: unknown };
  threads.workerData = data;
  syncBuiltinESMExports();
}

function start(boot: Boot): void {
  runWorker(boot).catch(die);
}

/** Ends the thread by an error that no task has: the main thread is told of it, where a rejection would leave it waiting. */
function die(error: unknown): void {
  process.nextTick(() => {
    throw error;
  });
}
