import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { collect, DONE, FakePool, naturals } from './fake-imap-pool.ts';
import { rejection } from './rejection.ts';

describe('a cancelled imap', () => {
  const cancelled = (): Error => new Error('cancelled');

  it('rejects once, and gives nothing of what it had', async () => {
    const pool = new FakePool();
    const iterator = pool.open(['a', 'b', 'c']);
    pool.finish(0, 1);
    pool.imap.cancel(cancelled);
    expect(await rejection(iterator.next())).toMatchObject({ message: 'cancelled' });
    expect(await iterator.next()).toEqual(DONE);
  });

  it('rejects the first of those who wait, and ends the iteration for the others', async () => {
    const pool = new FakePool();
    const iterator = pool.open(naturals(), { buffer: 2 });
    const calls = [rejection(iterator.next()), iterator.next(1000)] as const;
    pool.imap.cancel(cancelled);
    expect(await calls[0]).toMatchObject({ message: 'cancelled' });
    expect(await calls[1]).toEqual(DONE);
  });

  it('closes its input, and reads no more', async () => {
    const pool = new FakePool();
    let isClosed = false;
    pool.open(
      (function* () {
        try {
          yield* naturals();
        } finally {
          isClosed = true;
        }
      })(),
      { buffer: 4 },
    );
    pool.imap.cancel(cancelled);
    pool.imap.roomMade();
    await turn();
    expect([isClosed, pool.taken, pool.inputEndings]).toEqual([true, 4, 1]);
  });

  it('may be cancelled by its own input, while that is read', async () => {
    const pool = new FakePool();
    const iterator = pool.open(
      (function* () {
        yield 'a';
        pool.imap.cancel(cancelled);
        yield 'b';
      })(),
      {},
      'later',
    );
    pool.imap.start();
    await turn();
    expect(pool.taken).toBe(1);
    expect(await rejection(iterator.next())).toMatchObject({ message: 'cancelled' });
  });

  it('keeps to itself what closing the input throws', async () => {
    const pool = new FakePool();
    const iterator = pool.open(
      {
        [Symbol.iterator]: () => ({
          next: () => ({ done: false, value: 1 }),
          return: () => {
            throw new Error('will not close');
          },
        }),
      },
      { buffer: 1 },
    );
    pool.imap.cancel(cancelled);
    expect(await rejection(iterator.next())).toMatchObject({ message: 'cancelled' });
  });

  it('lets results that still come fall silently', async () => {
    const pool = new FakePool();
    const iterator = pool.open(['a', 'b']);
    pool.imap.cancel(cancelled);
    pool.finish(0);
    pool.job.itemFailed(1, new Error('late'));
    await rejection(iterator.next());
    expect(await iterator.next()).toEqual(DONE);
  });

  it('is not cancelled when all its results are there: they are given', async () => {
    const pool = new FakePool();
    const iterator = pool.open(['a', 'b']);
    pool.finish(0, 1);
    pool.imap.cancel(cancelled);
    expect(await collect(iterator, 2)).toEqual([0, 10]);
    expect(await iterator.next()).toEqual(DONE);
  });

  it('is not cancelled when it was left, nor twice', async () => {
    const left = new FakePool();
    const iterator = left.open(naturals(), { buffer: 2 });
    await iterator.return();
    left.imap.cancel(cancelled);
    expect(await iterator.next()).toEqual(DONE);
    const twice = new FakePool();
    const other = twice.open(['a']);
    twice.imap.cancel(cancelled);
    twice.imap.cancel(() => new Error('again'));
    expect(await rejection(other.next())).toMatchObject({ message: 'cancelled' });
    expect(await other.next()).toEqual(DONE);
  });
});
