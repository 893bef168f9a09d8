import { afterEach, describe, expect, it, vi } from 'vitest';
import { ResultTimeoutError } from '../src/errors.ts';
import { DONE, FakePool } from './fake-imap-pool.ts';
import { rejection } from './rejection.ts';

afterEach(() => {
  vi.useRealTimers();
});

describe('next(timeoutMs)', () => {
  it('rejects when nothing comes in time; the result is given to the next call', async () => {
    vi.useFakeTimers();
    const pool = new FakePool();
    const iterator = pool.open(['a']);
    const early = rejection(iterator.next(50));
    vi.advanceTimersByTime(50);
    expect(await early).toEqual(new ResultTimeoutError('Expected the next result within 50 ms, got none yet.'));
    pool.finish(0);
    expect(await iterator.next(50)).toEqual({ done: false, value: 0 });
    expect(vi.getTimerCount()).toBe(0);
  });

  it('gives what is there, even when the time is 0', async () => {
    const pool = new FakePool();
    const iterator = pool.open(['a']);
    pool.finish(0);
    expect(await iterator.next(0)).toEqual({ done: false, value: 0 });
    expect(await iterator.next(0)).toEqual(DONE);
  });

  it('lets the caller behind one who gave up have the result', async () => {
    vi.useFakeTimers();
    const pool = new FakePool();
    const iterator = pool.open(['a']);
    const first = rejection(iterator.next(10));
    const second = iterator.next();
    vi.advanceTimersByTime(10);
    expect(await first).toBeInstanceOf(ResultTimeoutError);
    pool.finish(0);
    expect(await second).toEqual({ done: false, value: 0 });
  });

  it('waits as long as it takes when the time is Infinity', async () => {
    vi.useFakeTimers();
    const pool = new FakePool();
    const iterator = pool.open(['a']);
    const result = iterator.next(Infinity);
    expect(vi.getTimerCount()).toBe(0);
    pool.finish(0);
    expect(await result).toEqual({ done: false, value: 0 });
  });

  it('does not take a time beyond the longest timer for none', async () => {
    vi.useFakeTimers();
    const pool = new FakePool();
    const iterator = pool.open(['a']);
    const result = iterator.next(2 ** 40);
    vi.advanceTimersByTime(1000);
    pool.finish(0);
    expect(await result).toEqual({ done: false, value: 0 });
  });

  it.each([NaN, '5', null])('refuses %j', async (timeoutMs) => {
    const iterator = new FakePool().open(['a']);
    await expect(iterator.next(timeoutMs as number)).rejects.toThrow(
      new TypeError(`Expected \`timeoutMs\` to be a number of milliseconds, got ${String(timeoutMs)}.`),
    );
  });
});
