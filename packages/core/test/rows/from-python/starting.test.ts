import { afterEach, expect } from 'vitest';
import { InitializerError, Pool, UnknownTaskError, WorkerLostError } from '../../../dist/index.js';
import { KERNELS, openPool, terminateOpenPools } from '../../open-pools.ts';
import { rejection } from '../../rejection.ts';
import { runProgram } from '../../run-program.ts';
import { itKeeps } from '../keeps.ts';
import { newFlags, openRowsPool, range, runLengths } from './rows-pool.ts';

afterEach(terminateOpenPools);

itKeeps('workers below 1', async () => {
  for (const workers of [0, -1]) expect(() => new Pool(KERNELS, { workers })).toThrow(RangeError);
  expect(await openPool({ workers: 1 }).apply('square', [3])).toBe(9);
});

itKeeps('workers are started at once', async () => {
  // Each worker waits while it loads the module until all have come so far: started one by one, none would become ready.
  const source = `
    import { workerData as words } from 'node:worker_threads';
    Atomics.add(words, 0, 1);
    Atomics.notify(words, 0);
    for (let seen = Atomics.load(words, 0); seen < 3; seen = Atomics.load(words, 0)) Atomics.wait(words, 0, seen);
    export const square = (x) => x * x;`;
  const module = `data:text/javascript,${encodeURIComponent(source)}`;
  const pool = openPool({ workers: 3, workerData: newFlags(1) }, module);
  await pool.ready();
  expect(pool.size).toBe(3);
  expect(await pool.apply('square', [3])).toBe(9);

  expect(() => new Pool(KERNELS, { workers: 3, execArgv: ['--no-such-flag'] })).toThrow('--no-such-flag');
  expect(await runProgram(SECOND_CANNOT_BE_HAD)).toMatchObject({ code: 0, stderr: '', stdout: '1 of 3\n9\n' });
});

/** Where threads run out, the pool works with those it has. */
const SECOND_CANNOT_BE_HAD = `
  import { syncBuiltinESMExports } from 'node:module';
  import threads from 'node:worker_threads';
  const { Worker } = threads;
  let started = 0;
  threads.Worker = class extends Worker {
    constructor(...args) {
      if (started === 1) throw Object.assign(new Error('no thread'), { code: 'ERR_WORKER_INIT_FAILED' });
      super(...args);
      started += 1;
    }
  };
  syncBuiltinESMExports();
  const pool = new Pool(KERNELS, { workers: 3 });
  console.log(pool.size + ' of 3');
  console.log(await pool.apply('square', [3]));
  await pool.terminate();`;

itKeeps('an initializer that is no function', async () => {
  for (const initializer of [() => {}, 7, null]) {
    expect(() => new Pool(KERNELS, { initializer: initializer as never })).toThrow(TypeError);
  }
  // `VERSION` is exported, and is a text.
  for (const initializer of ['noSuchFunction', 'VERSION']) {
    const pool = openRowsPool({ initializer, restartLimit: { restarts: 1, withinMs: 60_000 } });
    const error = await rejection(pool.ready());
    expect(error).toBeInstanceOf(InitializerError);
    expect((error as Error).cause).toBeInstanceOf(UnknownTaskError);
    expect((error as Error).cause).toMatchObject({ message: expect.stringContaining(initializer) as string });
  }
  expect(await openRowsPool().apply('square', [3])).toBe(9);
});

itKeeps('an initializer that raises', async () => {
  const counter = newFlags(1);
  const patient = openRowsPool({ workers: 1, initializer: 'failAtFirst', initargs: [counter, 3] });
  // Waits while workers are tried again.
  expect(await patient.apply('square', [3])).toBe(9);
  expect(Atomics.load(counter, 0)).toBe(4);
  // A replacement runs it too.
  expect(await rejection(patient.apply('exit', [1]))).toBeInstanceOf(WorkerLostError);
  expect([await patient.apply('square', [4]), Atomics.load(counter, 0)]).toEqual([16, 5]);

  const restartLimit = { restarts: 2, withinMs: 60_000 };
  const failing = openRowsPool({
    workers: 1,
    restartLimit,
    initializer: 'failAtFirst',
    initargs: [newFlags(1), Infinity],
  });
  const open = [failing.ready(), failing.apply('square', [1]), failing.map('square', [1, 2])].map(rejection);
  for (const error of await Promise.all(open)) {
    expect(error).toBeInstanceOf(InitializerError);
    expect((error as Error).cause).toMatchObject({ name: 'RangeError', message: 'attempt 0' });
  }
  expect(await rejection(failing.apply('square', [1]))).toBeInstanceOf(InitializerError);
  expect(failing.state).toBe('broken');
});

itKeeps('a worker is replaced after its share of tasks', async () => {
  for (const maxTasksPerWorker of [0, -1, 1.5]) {
    expect(() => new Pool(KERNELS, { maxTasksPerWorker })).toThrow(RangeError);
  }
  expect(() => new Pool(KERNELS, { maxTasksPerWorker: '3' as never })).toThrow(TypeError);
  const pool = openRowsPool({ workers: 1, maxTasksPerWorker: 3 });
  expect(runLengths(await pool.map('thread', range(10), { chunkSize: 1 }))).toEqual([3, 3, 3, 1]);

  // What waits behind the last task that a worker may run goes to the next worker, whether or not it was sent already.
  const queued = openRowsPool({ workers: 1, maxTasksPerWorker: 3 });
  const threads = await Promise.all(range(20).map(() => queued.apply('thread')));
  expect(runLengths(threads)).toEqual([3, 3, 3, 3, 3, 3, 2]);

  // Looked at between chunks only: the one in which the number is reached is run to its end.
  const chunked = openRowsPool({ workers: 1, maxTasksPerWorker: 3 });
  expect(runLengths(await chunked.map('thread', range(10), { chunkSize: 2 }))).toEqual([4, 4, 2]);
  expect(await chunked.apply('square', [3])).toBe(9);
});
