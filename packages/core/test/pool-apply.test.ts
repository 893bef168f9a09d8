import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { AsyncResult, ResultTimeoutError } from '../dist/index.js';
import { openPool, sharedPool, terminateOpenPools, terminateSharedPools } from './open-pools.ts';
import { rejection } from './rejection.ts';
import { flags } from './shared-flags.ts';

afterEach(terminateOpenPools);
afterAll(terminateSharedPools);

describe('apply', () => {
  it('gives the result of one call', async () => {
    expect(await sharedPool().apply('add', [2, 3])).toBe(5);
  });

  it('needs no arguments', async () => {
    expect(await sharedPool().apply('countArguments')).toBe(0);
  });

  it.each([0, 1, 2, 3, 7, 300])('hands over %d arguments', async (count) => {
    const args = Array.from({ length: count }, (_, index) => index);
    expect(await sharedPool().apply('list', args)).toEqual(args);
  });

  it('gives undefined where the function gives nothing', async () => {
    expect(await sharedPool().apply('nothing')).toBeUndefined();
  });

  it('waits for asynchronous functions and other thenables', async () => {
    const pool = sharedPool();
    expect(await Promise.all([pool.apply('later', ['a', 3]), pool.apply('thenable', ['b'])])).toEqual(['a', 'b']);
  });

  it('calls functions without a receiver', async () => {
    expect(await sharedPool().apply('callerOf')).toBeUndefined();
  });

  it('runs many calls at once, each with its own result', async () => {
    const pool = sharedPool();
    const results = await Promise.all(Array.from({ length: 5000 }, (_, x) => pool.apply('square', [x])));
    expect(results).toEqual(Array.from({ length: 5000 }, (_, x) => x * x));
  });

  it('runs several workers at the same time', async () => {
    const pool = openPool();
    const words = flags();
    const threads = await Promise.all([
      pool.apply('raiseAndWait', [words, 0, 1]),
      pool.apply('raiseAndWait', [words, 1, 0]),
    ]);
    expect(new Set(threads).size).toBe(2);
  });

  it('runs functions that were used first one after another', async () => {
    const pool = sharedPool();
    for (const name of ['square', 'echo', 'list', 'later', 'thread']) await pool.apply(name, [1]);
    expect(await pool.apply('square', [6])).toBe(36);
  });
});

describe('work that the caller blocks behind', () => {
  it('starts and ends without the event loop of the caller', async () => {
    const pool = openPool({ workers: 1 });
    const words = flags();
    const call = pool.apply('raise', [words]);
    expect(Atomics.wait(words, 0, 0, 20_000)).not.toBe('timed-out');
    expect(await call).toBe(1);
  });

  it('starts in workers that sleep', async () => {
    const pool = openPool({ workers: 2 });
    await pool.ready();
    const words = flags();
    const calls = [pool.apply('raise', [words, 0]), pool.apply('raise', [words, 1])];
    expect(Atomics.wait(words, 0, 0, 20_000)).not.toBe('timed-out');
    expect(Atomics.wait(words, 1, 0, 20_000)).not.toBe('timed-out');
    expect(await Promise.all(calls)).toEqual([1, 1]);
  });
});

describe('applyAsync', () => {
  it('gives a handle that can be awaited and asked', async () => {
    const result = sharedPool().applyAsync('add', [2, 3]);
    expect(result).toBeInstanceOf(AsyncResult);
    expect(await result).toBe(5);
    expect([result.ready(), result.successful(), await result.get()]).toEqual([true, true, 5]);
  });

  it('lets a caller wait for a time, while the task goes on', async () => {
    const words = flags();
    const result = sharedPool(1).applyAsync('waitFor', [words]);
    expect(await rejection(result.get(1))).toBeInstanceOf(ResultTimeoutError);
    await result.wait(1);
    expect(result.ready()).toBe(false);
    Atomics.store(words, 0, 1);
    Atomics.notify(words, 0);
    expect(await result.get(60_000)).toBeTypeOf('number');
  });

  it('tells of a failed task', async () => {
    const result = sharedPool().applyAsync('fail', ['wrong']);
    await result.wait();
    expect(result.successful()).toBe(false);
    expect(await result.catch((error: unknown) => (error as Error).message)).toBe('wrong');
  });
});
