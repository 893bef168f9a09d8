import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type Pool, PoolNotRunningError, PoolStillRunningError, PoolTerminatedError } from '../dist/index.js';
import { openPool, terminateOpenPools } from './open-pools.ts';
import { rejection } from './rejection.ts';

afterEach(async () => {
  vi.useRealTimers();
  await terminateOpenPools();
});

function flag(): Int32Array {
  return new Int32Array(new SharedArrayBuffer(4));
}

function raise(words: Int32Array): void {
  Atomics.store(words, 0, 1);
  Atomics.notify(words, 0);
}

/** Every way to submit work. */
function submissions(pool: Pool): PromiseLike<unknown>[] {
  return [
    pool.apply('square', [1]),
    pool.applyAsync('square', [1]),
    pool.map('square', [1]),
    pool.map('square', []),
    pool.mapAsync('square', [1]),
    pool.map('square', [1], { chunkSize: 'auto' }),
    pool.starmap('square', [[1]]),
    pool.starmapAsync('square', [[1]]),
    pool.imap('square', [1]).next(),
    pool.imapUnordered('square', [1]).next(),
  ];
}

describe('close()', () => {
  it('lets everything that was submitted end', async () => {
    const pool = openPool();
    const results = [
      pool.apply('square', [3]),
      pool.map('square', [1, 2, 3]),
      pool.map(
        'square',
        Array.from({ length: 2000 }, (_, x) => x),
        { chunkSize: 'auto' },
      ),
      pool.apply('later', ['late', 5]),
    ];
    await pool.close();
    const [square, squares, many, late] = await Promise.all(results);
    expect([square, squares, (many as number[]).length, late]).toEqual([9, [1, 4, 9], 2000, 'late']);
    expect(pool.state).toBe('closed');
    expect(pool.size).toBe(0);
  });

  it('is closing while work is open, and takes no more', async () => {
    const pool = openPool({ workers: 1 });
    const words = flag();
    const open = pool.apply('waitFor', [words]);
    const closed = pool.close();
    expect(pool.state).toBe('closing');
    for (const submission of submissions(pool)) {
      expect(await rejection(submission)).toBeInstanceOf(PoolNotRunningError);
    }
    raise(words);
    expect(await open).toBeTypeOf('number');
    await closed;
  });

  it('closes a pool that never had work', async () => {
    const pool = openPool();
    await pool.close();
    expect(pool.state).toBe('closed');
  });

  it('rejects those who wait for the workers to be ready', async () => {
    const pool = openPool();
    const ready = rejection(pool.ready());
    await pool.close();
    expect(await ready).toBeInstanceOf(PoolNotRunningError);
  });

  it('may be called again, and by several', async () => {
    const pool = openPool();
    await Promise.all([pool.close(), pool.close(), pool.join()]);
    await pool.close();
    await pool.join();
    expect(pool.state).toBe('closed');
  });

  it('may be cut short by terminate()', async () => {
    const pool = openPool({ workers: 1 });
    const open = rejection(pool.apply('waitFor', [flag()]));
    const closed = pool.close();
    const ended = pool.terminate();
    expect(await open).toBeInstanceOf(PoolTerminatedError);
    await Promise.all([closed, ended]);
    expect(pool.state).toBe('terminated');
  });

  it('waits for an iterator to have what it took, not for it to be read', async () => {
    const pool = openPool();
    const iterator = pool.imap('square', [1, 2, 3]);
    await pool.close();
    expect(await iterator.next()).toEqual({ done: false, value: 1 });
    expect(await iterator.next()).toEqual({ done: false, value: 4 });
    expect(await iterator.next()).toEqual({ done: false, value: 9 });
    expect(await iterator.next()).toEqual({ done: true, value: undefined });
  });
});

describe('terminate()', () => {
  it('settles 1,000 open tasks, each with an error of its own', async () => {
    const pool = openPool();
    const words = flag();
    const open = Array.from({ length: 1000 }, () => rejection(pool.apply('waitFor', [words])));
    await pool.terminate();
    const errors = await Promise.all(open);
    expect(errors.every((error) => error instanceof PoolTerminatedError)).toBe(true);
    expect(new Set(errors).size).toBe(1000);
    expect(errors[0]).toMatchObject({ code: 'ERR_POOL_TERMINATED' });
    expect(pool.state).toBe('terminated');
  });

  it('settles every kind of work at once, before any worker has ended', async () => {
    const pool = openPool({ workers: 1 });
    const words = flag();
    const iterator = pool.imap('waitFor', [words]);
    const open = [
      pool.apply('waitFor', [words]),
      pool.map('waitFor', [words, words], { chunkSize: 1 }),
      pool.map('waitFor', [words, words], { chunkSize: 'auto' }),
      pool.starmap('waitFor', [[words]]),
      iterator.next(),
      pool.ready(),
    ].map(rejection);
    let hasEnded = false;
    const ended = pool.terminate().then(() => {
      hasEnded = true;
    });
    const errors = await Promise.all(open);
    expect(hasEnded).toBe(false);
    expect(errors.slice(0, -1).every((error) => error instanceof PoolTerminatedError)).toBe(true);
    await ended;
  });

  it('stops a task that never ends', async () => {
    const pool = openPool({ workers: 1 });
    const words = flag();
    const open = rejection(pool.apply('spin', [words]));
    while (Atomics.load(words, 0) === 0) await turn();
    await pool.terminate();
    expect(await open).toBeInstanceOf(PoolTerminatedError);
  });

  it('takes no more work', async () => {
    const pool = openPool();
    const ended = pool.terminate();
    for (const submission of submissions(pool)) {
      expect(await rejection(submission)).toBeInstanceOf(PoolNotRunningError);
    }
    expect(await rejection(pool.ready())).toBeInstanceOf(PoolNotRunningError);
    await ended;
  });

  it('may be called again, and after close()', async () => {
    const pool = openPool();
    await Promise.all([pool.terminate(), pool.terminate(), pool.join(), pool.close()]);
    await pool.terminate();
    expect(pool.state).toBe('terminated');
    const other = openPool();
    await other.close();
    await other.terminate();
    expect(await rejection(other.apply('square', [1]))).toBeInstanceOf(PoolNotRunningError);
  });

  it('gives results that came before it', async () => {
    const pool = openPool();
    const result = pool.applyAsync('square', [3]);
    await result.wait();
    await pool.terminate();
    expect(await result).toBe(9);
  });

  it('ends workers that are still starting', async () => {
    const pool = openPool({ workers: 4 });
    await pool.terminate();
    expect(pool.size).toBe(0);
  });
});

describe('join()', () => {
  it('is refused while the pool is running', async () => {
    const pool = openPool();
    const error = await rejection(pool.join());
    expect(error).toBeInstanceOf(PoolStillRunningError);
    expect(error).toMatchObject({ code: 'ERR_POOL_STILL_RUNNING' });
    expect(await pool.apply('square', [2])).toBe(4);
  });

  it('resolves when every worker has exited', async () => {
    const pool = openPool();
    void pool.close();
    await pool.join();
    expect([pool.state, pool.size]).toEqual(['closed', 0]);
  });
});

it('does not end workers that were ready in time, though nobody looked', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const loaded = flag();
  // The turn after the module was loaded comes when the worker has said that it is ready.
  const source = `
    import { workerData } from 'node:worker_threads';
    setImmediate(() => Atomics.store(workerData, 0, 1));
    export const square = (x) => x * x;`;
  const pool = openPool(
    { workers: 1, workerData: loaded, restartLimit: { restarts: 0, withinMs: 60_000 } },
    `data:text/javascript,${encodeURIComponent(source)}`,
  );
  while (Atomics.load(loaded, 0) === 0) await turn();
  vi.advanceTimersByTime(60_000);
  expect(await pool.apply('square', [3])).toBe(9);
  vi.useRealTimers();
});
