import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { type Progress, ProgressReporter } from '../src/progress.ts';
import { collect, DONE, FakePool, naturals } from './fake-imap-pool.ts';

describe('a pool that takes no more input', () => {
  it('has what was taken given, then its reason told once', async () => {
    const pool = new FakePool();
    const iterator = pool.open(naturals(), { buffer: 2 });
    const reason = new Error('closed');
    pool.imap.stopInput(() => reason);
    pool.finish(0, 1);
    expect(await collect(iterator, 2)).toEqual([0, 10]);
    await expect(iterator.next()).rejects.toBe(reason);
    expect(await iterator.next()).toEqual(DONE);
    expect(pool.taken).toBe(2);
  });

  it('says nothing of it when the input had ended before', async () => {
    const pool = new FakePool();
    const iterator = pool.open(['a']);
    await turn();
    pool.imap.stopInput(() => new Error('closed'));
    pool.finish(0);
    expect(await collect(iterator, 1)).toEqual([0]);
    expect(await iterator.next()).toEqual(DONE);
  });

  it('sends what was taken and waited for the rest of its chunk', async () => {
    const pool = new FakePool();
    pool.chunkSize = 3;
    const iterator = pool.open(
      (function* () {
        yield 'a';
        pool.imap.stopInput(() => 'closed');
        yield 'b';
      })(),
      {},
      'later',
    );
    pool.imap.start();
    expect(pool.chunks).toEqual([{ firstItem: 0, items: ['a'] }]);
    pool.finish(0);
    expect(await collect(iterator, 1)).toEqual([0]);
    await expect(iterator.next()).rejects.toBe('closed');
  });

  it('tells progress that what was taken is the total', async () => {
    const calls: Progress[] = [];
    const pool = new FakePool();
    const progress = new ProgressReporter((state) => calls.push(state), undefined);
    pool.open(naturals(), { buffer: 2, progress });
    pool.imap.stopInput(() => 'closed');
    pool.finish(0, 1);
    await turn();
    expect(calls.at(-1)).toMatchObject({ done: 2, total: 2 });
  });

  it('wakes those who wait for more', async () => {
    const pool = new FakePool();
    const iterator = pool.open((async function* () {})());
    const other = new FakePool();
    const stalled = other.open({
      [Symbol.asyncIterator]: () => ({ next: () => new Promise<IteratorResult<unknown>>(() => {}) }),
    });
    const call = stalled.next();
    other.imap.stopInput(() => 'closed');
    await expect(call).rejects.toBe('closed');
    expect(await iterator.next()).toEqual(DONE);
  });
});
