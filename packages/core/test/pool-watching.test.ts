import { once } from 'node:events';
import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';
import { inspect } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { type Pool, UnknownTaskError, type WorkerInfo } from '../dist/index.js';
import { openPool, terminateOpenPools } from './open-pools.ts';
import { rejection } from './rejection.ts';
import { runProgram } from './run-program.ts';

afterEach(terminateOpenPools);

function flags(count = 2): Int32Array {
  return new Int32Array(new SharedArrayBuffer(4 * count));
}

function raise(words: Int32Array, index = 0): void {
  Atomics.store(words, index, 1);
  Atomics.notify(words, index);
}

/** Resolves once the flag has been raised by a worker. */
async function raised(words: Int32Array, index = 0): Promise<void> {
  while (Atomics.load(words, index) === 0) await turn();
}

function sumOf(workers: readonly WorkerInfo[], field: 'tasksDone' | 'busyMs'): number {
  return workers.reduce((sum, worker) => sum + worker[field], 0);
}

function endings(pool: Pool): object {
  const { done, failed, lost, running, queued } = pool.stats();
  return { done, failed, lost, running, queued };
}

describe('stats()', () => {
  it('begin at nothing, and are plain data', () => {
    const stats = openPool().stats();
    const none = { count: 0, mean: 0, min: 0, max: 0, p50: 0, p75: 0, p90: 0, p99: 0, p999: 0 };
    expect(stats).toEqual({
      workers: 2,
      queued: 0,
      running: 0,
      done: 0,
      failed: 0,
      lost: 0,
      restarts: 0,
      zombies: 0,
      missedWakeUps: 0,
      blocks: { calls: 0, undivided: 0, sent: 0, messages: 0, mostPerMessage: 0 },
      utilization: 0,
      runTime: none,
      waitTime: none,
    });
    expect(JSON.parse(JSON.stringify(stats))).toEqual(stats);
  });

  it('count every item by how it ended, whatever call it came with', async () => {
    const pool = openPool();
    await pool.apply('square', [2]);
    await pool.map('square', Array(1000).keys());
    await pool.starmap('add', [
      [1, 2],
      [3, 4],
    ]);
    for await (const value of pool.imap('square', [1, 2, 3], { chunkSize: 2 })) expect(value).toBeTypeOf('number');
    await rejection(pool.apply('fail', ['on purpose']));
    await rejection(pool.map('failOdd', [1, 2, 3]));
    await rejection(pool.apply('exit', [3]));
    expect(endings(pool)).toEqual({ done: 1007, failed: 3, lost: 1, running: 0, queued: 0 });
  });

  it('tell what runs from what waits', async () => {
    const pool = openPool({ workers: 1 });
    const words = flags();
    const first = pool.apply('raiseAndWait', [words, 0, 1]);
    await raised(words);
    const others = pool.map('square', [1, 2, 3, 4, 5], { chunkSize: 2 });
    expect(endings(pool)).toEqual({ done: 0, failed: 0, lost: 0, running: 1, queued: 5 });
    raise(words, 1);
    await Promise.all([first, others]);
    expect(endings(pool)).toEqual({ done: 6, failed: 0, lost: 0, running: 0, queued: 0 });
  });

  it('count as failed what a pool had open when it was terminated', async () => {
    const pool = openPool({ workers: 1 });
    const words = flags();
    const open = [pool.apply('raiseAndWait', [words, 0, 1]), pool.map('square', [1, 2, 3])].map(rejection);
    await raised(words);
    await pool.terminate();
    await Promise.all(open);
    expect(endings(pool)).toEqual({ done: 0, failed: 4, lost: 0, running: 0, queued: 0 });
  });

  it('do not count what was refused', async () => {
    const pool = openPool({ workers: 1, queueLimit: 0 });
    await pool.ready();
    const words = flags();
    const running = pool.apply('raiseAndWait', [words, 0, 1]);
    await rejection(pool.apply('square', [1]));
    await rejection(pool.map('square', [1, 2]));
    await rejection(pool.apply('noSuchFunction'));
    raise(words, 1);
    await running;
    await pool.close();
    await rejection(pool.apply('square', [1]));
    expect(endings(pool)).toEqual({ done: 1, failed: 0, lost: 0, running: 0, queued: 0 });
  });

  it('know how long items ran, and waited', async () => {
    const pool = openPool({ workers: 1 });
    const words = flags();
    await pool.ready();
    const first = pool.apply('raiseAndWait', [words, 0, 1]);
    await raised(words);
    const second = pool.apply('square', [2]);
    await sleep(50);
    raise(words, 1);
    await Promise.all([first, second]);
    const { runTime, waitTime } = pool.stats();
    expect(runTime.max).toBeGreaterThan(45);
    expect(waitTime.max).toBeGreaterThan(45);
    expect(runTime.count).toBeGreaterThan(0);
  });

  it('know how busy workers were', async () => {
    const pool = openPool({ workers: 2 });
    const words = flags();
    const task = pool.apply('raiseAndWait', [words, 0, 1]);
    await raised(words);
    await sleep(20);
    const during = pool.stats().utilization;
    raise(words, 1);
    await task;
    expect(during).toBeGreaterThan(0);
    // The other of the two had nothing to do.
    expect(during).toBeLessThanOrEqual(0.5);
    await pool.close();
    expect(pool.stats().utilization).toBeGreaterThan(0);
  });

  it('count workers that took the place of others', async () => {
    const pool = openPool({ workers: 1 });
    await rejection(pool.apply('exit', [1]));
    await pool.apply('square', [1]);
    await rejection(pool.apply('exit', [1]));
    await pool.apply('square', [1]);
    expect(pool.stats()).toMatchObject({ workers: 1, restarts: 2, zombies: 0, missedWakeUps: 0 });
  });
});

describe('workers', () => {
  it('are told from their start, in the order of their indices', async () => {
    const pool = openPool({ workers: 3 });
    expect(pool.workers.map(({ workerIndex, state }) => [workerIndex, state])).toEqual([
      [0, 'starting'],
      [1, 'starting'],
      [2, 'starting'],
    ]);
    await pool.ready();
    const { workers } = pool;
    expect(workers.map(({ state }) => state)).toEqual(['ready', 'ready', 'ready']);
    expect(new Set(workers.map(({ threadId }) => threadId)).size).toBe(3);
  });

  it('tell the function that runs', async () => {
    const pool = openPool({ workers: 1 });
    const words = flags();
    const task = pool.apply('raiseAndWait', [words, 0, 1]);
    await raised(words);
    expect(pool.workers[0]!.currentTask).toBe('raiseAndWait');
    raise(words, 1);
    await task;
    expect(pool.workers[0]!.currentTask).toBeUndefined();
  });

  it('tell what they have done', async () => {
    const pool = openPool();
    const words = flags();
    const task = pool.apply('raiseAndWait', [words, 0, 1]);
    await raised(words);
    await sleep(20);
    // It is busy with a task that has not ended.
    expect(sumOf(pool.workers, 'busyMs')).toBeGreaterThan(10);
    raise(words, 1);
    await task;
    await pool.map('square', Array(1000).keys());
    while (sumOf(pool.workers, 'tasksDone') < 1001) await turn();
    expect(sumOf(pool.workers, 'tasksDone')).toBe(1001);
  });

  it('are replaced in their places', async () => {
    const pool = openPool({ workers: 2 });
    await pool.ready();
    const before = new Set(pool.workers.map(({ threadId }) => threadId));
    await rejection(pool.apply('exit', [1]));
    await pool.ready();
    const { workers } = pool;
    expect(workers.map(({ workerIndex }) => workerIndex)).toEqual([0, 1]);
    expect(workers.filter(({ threadId }) => before.has(threadId))).toHaveLength(1);
  });

  it('print to the process, unless their streams are asked for', async () => {
    const plain = openPool({ workers: 1 });
    expect(plain.workers[0]).toMatchObject({ stdout: null, stderr: null });
    const pool = openPool({ workers: 1, stdout: true });
    const [worker] = pool.workers;
    const printed = once(worker!.stdout!, 'data');
    await pool.apply('print', ['hello']);
    expect(String((await printed)[0])).toBe('hello\n');
    expect(worker!.stderr).toBeNull();
  });

  it('are none once the pool has ended', async () => {
    const pool = openPool();
    await pool.close();
    expect(pool.workers).toEqual([]);
  });
});

describe('a pool that is inspected', () => {
  it('is one line, before, during and after its work', async () => {
    const pool = openPool({ workers: 1 });
    expect(inspect(pool)).toBe('Pool { kernels.mjs, running, 1 worker, 0 running, 0 queued }');
    const words = flags();
    const work = [pool.apply('raiseAndWait', [words, 0, 1]), pool.apply('square', [1])];
    await raised(words);
    expect(inspect(pool)).toBe('Pool { kernels.mjs, running, 1 worker, 1 running, 1 queued }');
    raise(words, 1);
    await Promise.all(work);
    await pool.close();
    expect(inspect({ pool })).toBe('{ pool: Pool { kernels.mjs, closed, 0 workers, 0 running, 0 queued } }');
  });
});

describe('pool.task', () => {
  it('runs tasks', async () => {
    const pool = openPool({ workers: 1 });
    expect(await pool.task.add!(1, 2)).toBe(3);
    expect(await pool.task.countArguments!()).toBe(0);
    expect(pool.task === pool.task).toBe(true);
  });

  it('rejects as apply does', async () => {
    const pool = openPool({ workers: 1 });
    expect(await rejection(pool.task.noSuchFunction!())).toBeInstanceOf(UnknownTaskError);
    await expect(pool.task.fail!('on purpose')).rejects.toThrow('on purpose');
  });
});

describe('events', () => {
  /** What a pool tells, in order, by name and by worker. */
  function heard(pool: Pool): unknown[] {
    const all: unknown[] = [];
    for (const event of ['workerStart', 'workerExit', 'workerLost', 'zombie'] as const) {
      pool.on(event, ({ workerIndex }: { workerIndex: number }) => all.push(`${event} ${workerIndex}`));
    }
    pool.on('close', () => all.push('close'));
    return all;
  }

  it('tell of the start and the end of every worker, and last of the end of all', async () => {
    const pool = openPool();
    const all = heard(pool);
    await pool.ready();
    await pool.close();
    await turn();
    expect(new Set(all.slice(0, 2))).toEqual(new Set(['workerStart 0', 'workerStart 1']));
    expect(new Set(all.slice(2, 4))).toEqual(new Set(['workerExit 0', 'workerExit 1']));
    expect(all.slice(4)).toEqual(['close']);
  });

  it('tell that workers are ready though nothing is submitted', async () => {
    const pool = openPool();
    const ready: number[] = [];
    pool.on('workerStart', ({ workerIndex }) => ready.push(workerIndex));
    while (ready.length < 2) await turn();
    expect(pool.workers.map(({ state }) => state)).toEqual(['ready', 'ready']);
  });

  it('tell of a worker that died, with what it died of', async () => {
    const pool = openPool({ workers: 1 });
    const lost = once(pool, 'workerLost');
    const exited = once(pool, 'workerExit');
    await rejection(pool.apply('exit', [3]));
    expect((await exited)[0]).toMatchObject({ workerIndex: 0, exitCode: 3 });
    expect((await lost)[0]).toMatchObject({ workerIndex: 0, exitCode: 3, reason: undefined });
    const again = once(pool, 'workerLost');
    await rejection(pool.apply('throwInTimer', ['outside']));
    expect((await again)[0]).toMatchObject({ workerIndex: 0, exitCode: 1, reason: { message: 'outside' } });
  });

  it('do not call a worker lost that was replaced as it should be', async () => {
    const pool = openPool({ workers: 1, maxTasksPerWorker: 1 });
    const all = heard(pool);
    await pool.map('square', [1, 2, 3], { chunkSize: 1 });
    await pool.close();
    await turn();
    expect(all.filter((event) => event === 'workerExit 0').length).toBeGreaterThanOrEqual(3);
    expect(all).not.toContain('workerLost 0');
  });

  it('tell of an error that belongs to no task', async () => {
    const pool = openPool({ workers: 1 });
    const told = once(pool, 'workerError');
    await pool.apply('rejectAside', ['left over']);
    const [error, worker] = (await told) as [unknown, object];
    expect(inspect(error)).toContain('left over');
    expect(worker).toMatchObject({ workerIndex: 0 });
    expect(await pool.apply('square', [3])).toBe(9);
  });

  it('are a process warning where nobody listens for such an error', async () => {
    const pool = openPool({ workers: 1 });
    const warned = once(process, 'warning') as Promise<[Error]>;
    await pool.apply('rejectAside', ['left over']);
    const [warning] = await warned;
    expect(warning.message).toContain('left over');
  });

  it('tell when nothing waits any more', async () => {
    const pool = openPool({ workers: 1 });
    let drains = 0;
    pool.on('drain', () => (drains += 1));
    await pool.apply('square', [1]);
    await turn();
    expect(drains).toBe(0);
    const words = flags();
    const work = [pool.apply('raiseAndWait', [words, 0, 1])];
    for (let n = 0; n < 5000; n += 1) work.push(pool.apply('square', [n]));
    raise(words, 1);
    await Promise.all(work);
    await turn();
    expect(drains).toBeGreaterThan(0);
  });

  it('leave tasks alone when their listeners throw', async () => {
    const program = `
      const uncaught = [];
      process.on('uncaughtException', (error) => uncaught.push(error.message));
      const pool = Pool.inline({ square: (x) => x * x, exit: () => process.exit(1) }, { workers: 1 });
      for (const event of ['workerStart', 'workerExit', 'workerLost', 'close'])
        pool.on(event, () => { throw new Error(event); });
      await pool.apply('exit').catch((error) => console.log(error.code));
      console.log(await pool.apply('square', [3]));
      await pool.close();
      setImmediate(() => console.log([...new Set(uncaught)].sort().join()));
    `;
    const { stdout } = await runProgram(program);
    expect(stdout.trim().split('\n')).toEqual(['ERR_WORKER_LOST', '9', 'close,workerExit,workerLost,workerStart']);
  });
});
