import { afterEach, expect, it } from 'vitest';
import { InitializerError, type PoolOptions } from '../../../dist/index.js';
import { fates, LOST } from '../../fates.ts';
import { openPool, terminateOpenPools } from '../../open-pools.ts';
import { rejection } from '../../rejection.ts';
import { flags, raise, raised } from '../../shared-flags.ts';
import { itKeeps } from '../keeps.ts';
import { expectNextTask, FAULTS } from './next-task.ts';
import { linesOf, runFaulty } from './programs.ts';

afterEach(terminateOpenPools);

/** Failed starts that are not forgotten while a test runs. */
function limit(restarts: number): PoolOptions {
  return { workers: 1, restartLimit: { restarts, withinMs: 600_000 } };
}

function moduleOf(source: string): string {
  return `data:text/javascript,${encodeURIComponent(source)}`;
}

itKeeps('a module that does not load', async () => {
  const modules: [module: URL | string, cause: object][] = [
    [new URL('../../fixtures/no-such-module.mjs', import.meta.url), { code: 'ERR_MODULE_NOT_FOUND' }],
    [moduleOf('export const square = (x) => x * ;'), { name: 'SyntaxError' }],
    [moduleOf('throw new RangeError("at load")'), { name: 'RangeError', message: 'at load' }],
  ];
  for (const [module, cause] of modules) {
    const pool = openPool(limit(1), module);
    const early = [pool.ready(), pool.apply('square', [1]), pool.map('square', [1, 2])].map(rejection);
    for (const error of [...(await Promise.all(early)), await rejection(pool.apply('square', [1]))]) {
      expect(error).toBeInstanceOf(InitializerError);
      expect(error).toMatchObject({ code: 'ERR_INITIALIZER_FAILED', cause });
    }
    expect(pool.state).toBe('broken');
  }
});

itKeeps('a module that never finishes loading', async () => {
  for (const module of [moduleOf('await new Promise(() => {})'), moduleOf('for (;;);')]) {
    const pool = openPool({ ...limit(0), startTimeoutMs: 200 }, module);
    expect(await rejection(pool.apply('square', [1]))).toMatchObject({
      code: 'ERR_INITIALIZER_FAILED',
      cause: { message: expect.stringContaining('within 200 ms') as string },
    });
  }
});

itKeeps('an initializer that always fails', async () => {
  const words = flags(1);
  const pool = openPool({ ...limit(2), initializer: 'failStart', initargs: [words, Infinity] }, FAULTS);
  const waiting = pool.apply('square', [1]);
  for (const error of [await rejection(waiting), await rejection(pool.apply('square', [1]))]) {
    expect(error).toBeInstanceOf(InitializerError);
    expect((error as Error).cause).toMatchObject({ name: 'RangeError', message: 'start 0 failed' });
  }
  expect(words[0]).toBe(3);
});

itKeeps('an initializer that fails a few times', async () => {
  const words = flags(1);
  const pool = openPool({ ...limit(5), workers: 2, initializer: 'failStart', initargs: [words, 4] }, FAULTS);
  expect(await Promise.all([pool.apply('square', [2]), pool.map('square', [1, 2, 3])])).toEqual([4, [1, 4, 9]]);
  await pool.ready();
  expect(words[0]).toBe(6);
});

itKeeps('deaths after a good start', async () => {
  const pool = openPool(limit(0));
  for (let life = 0; life < 4; life += 1)
    expect(await rejection(pool.apply('exit', [life]))).toMatchObject({ code: LOST, exitCode: life });
  await expectNextTask(pool);
  expect(pool.state).toBe('running');
});

/** Has Node give `left` threads and then fail as it does: at once, or with an error that comes later. */
const FEW_THREADS = `
  import { EventEmitter } from 'node:events';
  import { syncBuiltinESMExports } from 'node:module';
  import threads from 'node:worker_threads';
  const { Worker } = threads;
  let left = 1;
  let refused = 0;
  const initFailed = (message) => Object.assign(new Error(message), { code: 'ERR_WORKER_INIT_FAILED' });
  class WithoutDescriptors extends EventEmitter {
    threadId = -1;
    constructor() {
      super();
      setImmediate(() => {
        this.emit('error', initFailed('Worker initialization failure: EMFILE'));
        this.emit('exit', 0);
      });
    }
    ref() {}
    unref() {}
    postMessage() {}
    terminate() { return Promise.resolve(0); }
  }
  const limitThreads = (refuse) => {
    threads.Worker = class {
      constructor(...args) {
        if (left > 0) {
          left -= 1;
          return new Worker(...args);
        }
        refused += 1;
        return refuse();
      }
    };
    syncBuiltinESMExports();
  };
  const withoutThread = () => { throw initFailed('EAGAIN'); };
  const withoutDescriptors = () => new WithoutDescriptors();`;

/** One of two threads is to be had; later the other one, too. */
const RUNS_WITH_ONE = `
  const pool = new Pool(FAULTS, { workers: 2, restartLimit: { restarts: 0, withinMs: 600_000 } });
  console.log(String(await pool.map('square', [1, 2, 3, 4])), pool.size, pool.state);
  const earlier = refused;
  while (refused < earlier + 2) await pool.apply('later', [0]);
  left = 1;
  await pool.ready();
  console.log(await pool.apply('square', [3]), pool.size);
  await pool.close();`;

const RAN_WITH_ONE = ['1,4,9,16 1 running', '9 2'];

itKeeps('some threads cannot be had', async () => {
  expect(await linesOf(`${FEW_THREADS} limitThreads(withoutThread); ${RUNS_WITH_ONE}`)).toEqual(RAN_WITH_ONE);
});

itKeeps('some workers get no file descriptors', async () => {
  const lines = await linesOf(`${FEW_THREADS} limitThreads(withoutDescriptors);
    // Only when the first worker is at work has the second one failed.
    ${RUNS_WITH_ONE}`);
  expect(lines).toEqual(RAN_WITH_ONE);
});

/** A pool that gets no thread; what lacked is there for the next pool. */
const BREAKS = `
  const pool = new Pool(FAULTS, { workers: 2 });
  const errors = await Promise.all([pool.ready(), pool.apply('square', [3]), pool.map('square', [1])]
    .map((promise) => promise.then(() => undefined, (error) => error)));
  const later = await pool.apply('square', [3]).catch((error) => error);
  for (const error of [...errors, later]) console.log(error.code, error.cause.code, error.cause.message);
  console.log(pool.state);`;

function broken(message: string): string[] {
  return [...new Array<string>(4).fill(`ERR_POOL_BROKEN ERR_WORKER_INIT_FAILED ${message}`), 'broken'];
}

itKeeps('no thread can be had', async () => {
  const lines = await linesOf(`${FEW_THREADS}
    left = 0;
    limitThreads(withoutThread);
    ${BREAKS}
    left = 2;
    console.log(await new Pool(FAULTS, { workers: 2 }).apply('square', [3]));`);
  expect(lines).toEqual([...broken('EAGAIN'), '9']);
});

// Elsewhere a process has no such limit of its own.
it.runIf(process.platform === 'linux')('no thread can be had when the system gives none, either', async () => {
  const lines = await linesOf(`
    import { execFileSync } from 'node:child_process';
    execFileSync('prlimit', ['--pid', String(process.pid), '--nproc=1:1']);
    // The superuser has no such limit.
    if (process.getuid() === 0) process.setuid(65_534);
    ${BREAKS}`);
  expect(lines).toEqual(broken('EAGAIN'));
});

itKeeps('no worker gets file descriptors', async () => {
  const lines = await linesOf(
    `import { closeSync, openSync } from 'node:fs';
    const taken = [];
    try {
      for (;;) taken.push(openSync('/dev/null'));
    } catch {}
    ${BREAKS}
    for (const descriptor of taken) closeSync(descriptor);
    console.log(await new Pool(FAULTS, { workers: 2 }).apply('square', [3]));`,
    [],
    200,
  );
  expect(lines).toEqual([...broken('Worker initialization failure: EMFILE'), '9']);
});

itKeeps('a worker retires with tasks in its ring', async () => {
  const pool = openPool({ ...limit(0), maxTasksPerWorker: 50 });
  const threads = await Promise.all(Array.from({ length: 400 }, () => pool.apply('thread') as Promise<number>));
  const counts = new Map<number, number>();
  for (const thread of threads) counts.set(thread, (counts.get(thread) ?? 0) + 1);
  expect(Math.max(...counts.values())).toBeLessThanOrEqual(50);
  await expectNextTask(pool);
});

itKeeps('a worker is retired, ended and closed at once', async () => {
  const starts: unknown[] = [];
  const pool = openPool({ ...limit(0), maxTasksPerWorker: 1, finalizer: 'exitAtEnd' }, FAULTS);
  pool.on('workerStart', (worker) => starts.push(worker));
  const words = flags();
  const controller = new AbortController();
  const calls = [
    pool.apply('raiseAndWait', [words, 0, 1], { signal: controller.signal }),
    pool.apply('exit', [3]),
    ...[1, 2, 3].map((x) => pool.apply('square', [x])),
  ];
  await raised(words);
  // The worker has run its one task, is to be ended, and its pool to be closed.
  raise(words, 1);
  controller.abort();
  const closed = pool.close();
  const all = await fates(calls);
  expect(['ABORT_ERR', 0, 1]).toContain(all[0]);
  expect(all.slice(1)).toEqual([LOST, 1, 4, 9]);
  await closed;
  // At most one worker for each task.
  expect(starts.length).toBeLessThanOrEqual(calls.length);
  expect(pool.state).toBe('closed');
});

itKeeps('output before a worker sleeps', async () => {
  // The pool is idle while it waits for the lines: only the worker's own event loop can bring them.
  const outcome = await runFaulty(`
    const { write } = process.stdout;
    const lines = new Promise((resolve) => {
      let seen = 0;
      process.stdout.write = (chunk, ...rest) => {
        seen += String(chunk).split('\\n').length - 1;
        if (seen >= 2000) resolve();
        return write.call(process.stdout, chunk, ...rest);
      };
    });
    const pool = new Pool(FAULTS, { workers: 1 });
    await pool.map('print', Array(2000).keys());
    const guard = setTimeout(() => process.exit(1), 30_000);
    await lines;
    clearTimeout(guard);
    process.stdout.write = write;
    console.log(await pool.apply('square', [3]));`);
  expect(outcome).toMatchObject({ code: 0, stderr: '' });
  expect(outcome.stdout.trimEnd().split('\n')).toEqual([...Array.from({ length: 2000 }, (_, line) => `${line}`), '9']);
});
