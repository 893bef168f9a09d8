import { importOurs } from '../build-under-test.js';
import { Worker } from 'node:worker_threads';
import type { ParkedMemory } from '../tasks/parked-worker.js';
import { Value, Word } from '../tasks/parked-worker.js';
import { synckitFunction } from './synckit.js';
import { PARKED_MODULE, TASKS_MODULE } from './task-modules.js';

/** Somebody who runs `x + 1` in another thread while the caller blocks. */
export interface RunningCaller {
  addOneSync(x: number): number;
  stop(): Promise<void>;
}

/** A contender of S3. */
export interface SyncCaller {
  readonly name: string;
  start(workers: number): Promise<RunningCaller>;
}

const ringpool: SyncCaller = {
  name: 'ringpool',
  start: async (workers) => {
    const { Pool } = await importOurs('ringpool');
    const pool = new Pool<typeof import('../tasks/add-one.js')>(TASKS_MODULE, { workers });
    return { addOneSync: (x) => pool.applySync('addOne', [x]), stop: () => pool.terminate() };
  },
};

/** Has one worker, however many the row is about. */
const synckit: SyncCaller = {
  name: 'synckit',
  start: async () => ({ addOneSync: await synckitFunction(), stop: async () => {} }),
};

/** Two threads and two words on which they sleep in turn: what a blocking call costs when neither side looks before it sleeps, and nothing else is done. */
const parkedPair: SyncCaller = {
  name: 'parked pair',
  start: async () => {
    const memory: ParkedMemory = {
      words: new Int32Array(new SharedArrayBuffer(8)),
      values: new Float64Array(new SharedArrayBuffer(16)),
    };
    const worker = new Worker(PARKED_MODULE, { workerData: memory });
    return {
      addOneSync: (x) => ask(memory, x),
      stop: async () => {
        await worker.terminate();
      },
    };
  },
};

function ask({ words, values }: ParkedMemory, question: number): number {
  const answered = Atomics.load(words, Word.Answered);
  values[Value.Question] = question;
  Atomics.add(words, Word.Asked, 1);
  Atomics.notify(words, Word.Asked);
  while (Atomics.load(words, Word.Answered) === answered) Atomics.wait(words, Word.Answered, answered);
  return values[Value.Answer] ?? Number.NaN;
}

export const SYNC_CALLERS: readonly SyncCaller[] = [ringpool, synckit, parkedPair];

export function syncCallerNamed(name: string): SyncCaller {
  const caller = SYNC_CALLERS.find((one) => one.name === name);
  if (caller === undefined) {
    throw new RangeError(`Expected a caller out of ${SYNC_CALLERS.map((one) => one.name).join(', ')}, got ${name}.`);
  }
  return caller;
}
