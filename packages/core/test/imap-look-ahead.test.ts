import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { collect, FakePool, naturals } from './fake-imap-pool.ts';
import { Channel } from './read-inputs.ts';

describe('the look-ahead', () => {
  it('is four chunks for each worker', () => {
    const pool = new FakePool();
    pool.chunkSize = 3;
    pool.open(naturals(), { workers: 2 });
    expect(pool.taken).toBe(24);
  });

  it('is `buffer` where that is given', () => {
    const pool = new FakePool();
    pool.open(naturals(), { buffer: 5 });
    expect(pool.taken).toBe(5);
  });

  it('makes chunks no longer than itself', () => {
    const pool = new FakePool();
    pool.chunkSize = 10;
    pool.open(naturals(), { buffer: 4 });
    expect(pool.chunks).toEqual([{ firstItem: 0, items: [0, 1, 2, 3] }]);
  });

  it('counts what was not yet yielded, done or not', async () => {
    const pool = new FakePool();
    const iterator = pool.open(naturals(), { buffer: 3 });
    pool.finish(0, 1, 2);
    await turn();
    expect(pool.taken).toBe(3);
    await iterator.next();
    await turn();
    expect(pool.taken).toBe(4);
    await iterator.next();
    await iterator.next();
    await turn();
    expect(pool.taken).toBe(6);
  });

  it('is never exceeded, and never runs dry', async () => {
    const pool = new FakePool();
    pool.chunkSize = 4;
    const iterator = pool.open(naturals(), { buffer: 10 });
    for (let item = 0; item < 200; item += 1) {
      pool.finish(item);
      expect(await iterator.next()).toEqual({ done: false, value: item * 10 });
      await turn();
      expect(pool.taken - item - 1).toBeLessThanOrEqual(10);
    }
  });

  it('numbers the items across chunks', () => {
    const pool = new FakePool();
    pool.chunkSize = 2;
    pool.open(['a', 'b', 'c', 'd', 'e']);
    expect(pool.chunks).toEqual([
      { firstItem: 0, items: ['a', 'b'] },
      { firstItem: 2, items: ['c', 'd'] },
      { firstItem: 4, items: ['e'] },
    ]);
  });
});

describe('a pool that limits its items', () => {
  it('has no more taken than it has room for', () => {
    const pool = new FakePool();
    pool.queueCapacity = 10;
    pool.queueRoom = 3;
    pool.open(naturals());
    expect([pool.taken, pool.queueRoom]).toEqual([3, 0]);
    pool.queueRoom = 2;
    pool.imap.roomMade();
    expect(pool.taken).toBe(5);
  });

  it('has chunks no longer than it ever takes', () => {
    const pool = new FakePool();
    pool.chunkSize = 8;
    pool.queueCapacity = 5;
    pool.queueRoom = 5;
    pool.open([1, 2, 3, 4, 5], { buffer: 5 });
    expect(pool.chunks).toEqual([{ firstItem: 0, items: [1, 2, 3, 4, 5] }]);
  });

  it('has a chunk wait until there is room for all of it', () => {
    const pool = new FakePool();
    pool.chunkSize = 4;
    pool.queueCapacity = 6;
    pool.queueRoom = 3;
    pool.open([1, 2, 3, 4], { buffer: 4 });
    expect(pool.taken).toBe(0);
    pool.queueRoom = 4;
    pool.imap.roomMade();
    expect(pool.taken).toBe(4);
  });

  it('has nothing read for room that is made after the input has ended', async () => {
    const pool = new FakePool();
    const iterator = pool.open(['a']);
    pool.imap.roomMade();
    pool.finish(0);
    expect(await collect(iterator, 1)).toEqual([0]);
    expect(pool.taken).toBe(1);
  });
});

describe('an item that comes when others have taken the room it was asked for', () => {
  function askedFor(): { pool: FakePool; source: Channel } {
    const pool = new FakePool();
    pool.queueCapacity = 4;
    pool.queueRoom = 4;
    const source = new Channel();
    pool.open(source);
    pool.queueRoom = 0;
    return { pool, source };
  }

  /** An input gives `'a'` at once, then ends as `end` says, while its room is taken. */
  async function endedWithoutRoom(
    end: () => void,
  ): Promise<{ pool: FakePool; iterator: ReturnType<FakePool['open']> }> {
    const pool = new FakePool();
    pool.chunkSize = 2;
    pool.queueRoom = 2;
    const iterator = pool.open(
      (async function* () {
        yield 'a';
        pool.queueRoom = 0;
        end();
      })(),
    );
    await turn();
    return { pool, iterator };
  }

  function makeRoom(pool: FakePool, room: number): void {
    pool.queueRoom = room;
    pool.imap.roomMade();
  }

  it('is sent when there is room for it', async () => {
    const { pool, source } = askedFor();
    await source.give('a');
    expect(pool.taken).toBe(0);
    makeRoom(pool, 1);
    expect(pool.chunks).toEqual([{ firstItem: 0, items: ['a'] }]);
    expect(pool.queueRoom).toBe(0);
  });

  it('keeps back the end of its input, and its error', async () => {
    const error = new Error('of the input');
    const { pool, iterator } = await endedWithoutRoom(() => {
      throw error;
    });
    expect([pool.taken, pool.inputEndings]).toEqual([0, 0]);
    makeRoom(pool, 2);
    expect([pool.taken, pool.inputEndings]).toEqual([1, 1]);
    pool.finish(0);
    expect(await iterator.next()).toEqual({ done: false, value: 0 });
    await expect(iterator.next()).rejects.toBe(error);
  });

  it('is sent all the same when the pool closes: nothing else comes', async () => {
    const { pool, source } = askedFor();
    await source.give('a');
    pool.imap.stopInput(() => new Error('closed'));
    expect(pool.taken).toBe(1);
  });

  it('does not make a whole input look cut off when the pool closes', async () => {
    const { pool, iterator } = await endedWithoutRoom(() => {});
    pool.imap.stopInput(() => new Error('closed'));
    pool.finish(0);
    expect(await collect(iterator, 2)).toEqual([0, undefined]);
  });

  it('is not sent when its input itself takes the room', () => {
    const pool = new FakePool();
    pool.queueRoom = 1;
    pool.open(
      (function* () {
        pool.queueRoom = 0;
        yield 'a';
      })(),
    );
    expect(pool.taken).toBe(0);
    makeRoom(pool, 1);
    expect(pool.chunks).toEqual([{ firstItem: 0, items: ['a'] }]);
  });
});
