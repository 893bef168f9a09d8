import { describe, expect, it } from 'vitest';
import { DONE, FakePool, naturals } from './fake-imap-pool.ts';

describe('return()', () => {
  it('drops what is queued, closes the input, and ends the iteration', async () => {
    const pool = new FakePool();
    let isClosed = false;
    const iterator = pool.open(
      (function* () {
        try {
          yield* naturals();
        } finally {
          isClosed = true;
        }
      })(),
      { buffer: 4 },
    );
    expect(await iterator.return()).toEqual(DONE);
    expect([isClosed, pool.droppings, pool.inputEndings]).toEqual([true, 1, 1]);
    expect(await iterator.next()).toEqual(DONE);
  });

  it('is called by leaving a `for await` early', async () => {
    const pool = new FakePool();
    const iterator = pool.open(naturals(), { buffer: 4 });
    pool.finish(0, 1);
    for await (const value of iterator) if (value === 10) break;
    expect(pool.droppings).toBe(1);
    expect(pool.taken).toBeLessThanOrEqual(6);
  });

  it('ends the waiting of those who called `next()`', async () => {
    const iterator = new FakePool().open(['a']);
    const calls = [iterator.next(), iterator.next(1000)];
    await iterator.return();
    expect(await Promise.all(calls)).toEqual([DONE, DONE]);
  });

  it('lets results that still come fall silently', async () => {
    const pool = new FakePool();
    const iterator = pool.open(['a', 'b']);
    await iterator.return();
    pool.finish(0);
    pool.job.itemFailed(1, new Error('late'));
    expect(await iterator.next()).toEqual(DONE);
  });

  it('may be called again', async () => {
    const pool = new FakePool();
    const iterator = pool.open(['a']);
    await iterator.return();
    expect(await iterator.return()).toEqual(DONE);
    expect(pool.inputEndings).toBe(1);
  });

  it('rejects with what closing the input throws', async () => {
    const wrong = new Error('will not close');
    const iterator = new FakePool().open(
      {
        [Symbol.iterator]: () => ({
          next: () => ({ done: false, value: 1 }),
          return: () => {
            throw wrong;
          },
        }),
      },
      { buffer: 1 },
    );
    await expect(iterator.return()).rejects.toBe(wrong);
  });

  it('forgets the input’s error', async () => {
    const pool = new FakePool();
    const iterator = pool.open(
      (function* () {
        yield 1;
        throw new Error('input');
      })(),
    );
    await iterator.return();
    expect(await iterator.next()).toEqual(DONE);
  });
});
