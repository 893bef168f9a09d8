import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ResultTimeoutError } from '../src/errors.ts';
import type { Input } from '../src/input-reader.ts';
import type { Job } from '../src/job-table.ts';
import { type Progress, ProgressReporter } from '../src/progress.ts';
import { ImapJob, type IteratorSettings } from '../src/imap-job.ts';
import { ImapResults } from '../src/imap-results.ts';
import { rejection } from './rejection.ts';

/** The pool as an iterator sees it: tasks are done when the test says so. */
class FakePool {
  readonly chunks: { firstItem: number; items: unknown[] }[] = [];
  job!: Job;
  chunkSize = 1;
  droppings = 0;
  inputEndings = 0;
  ends = 0;
  queueRoom = Infinity;
  queueCapacity = Infinity;
  imap!: ImapJob<unknown>;

  open(
    input: Input<unknown>,
    settings: Partial<IteratorSettings> = {},
    start: 'now' | 'later' = 'now',
  ): ImapResults<unknown> {
    this.imap = new ImapJob<unknown>(
      input,
      { isOrdered: true, buffer: undefined, workers: 2, progress: undefined, limits: undefined, ...settings },
      {
        submit: (job, firstItem, items) => {
          this.job = job;
          this.chunks.push({ firstItem, items });
          this.queueRoom -= items.length;
        },
        chunkSize: () => this.chunkSize,
        drop: () => {
          this.droppings += 1;
        },
        queueRoom: () => this.queueRoom,
        queueCapacity: this.queueCapacity,
        over: () => {
          this.ends += 1;
        },
        inputEnded: () => {
          this.inputEndings += 1;
        },
      },
    );
    if (start === 'now') this.imap.start();
    return new ImapResults(this.imap, this);
  }

  get taken(): number {
    return this.chunks.reduce((sum, { items }) => sum + items.length, 0);
  }

  /** Items are done, each with the value ten times its index. */
  finish(...items: number[]): void {
    for (const item of items) this.job.itemDone(item, item * 10);
  }
}

function* naturals(): Generator<number> {
  for (let number = 0; ; number += 1) yield number;
}

async function collect(iterator: ImapResults<unknown>, count: number): Promise<unknown[]> {
  const values: unknown[] = [];
  for (let index = 0; index < count; index += 1) values.push((await iterator.next()).value);
  return values;
}

const DONE = { done: true, value: undefined };

afterEach(() => {
  vi.useRealTimers();
});

describe('results in input order', () => {
  it('come in that order whatever is done first', async () => {
    const pool = new FakePool();
    const iterator = pool.open(['a', 'b', 'c']);
    pool.finish(2, 0, 1);
    expect(await collect(iterator, 3)).toEqual([0, 10, 20]);
    expect(await iterator.next()).toEqual(DONE);
  });

  it('are given to callers who wait, first come first served', async () => {
    const pool = new FakePool();
    const iterator = pool.open(['a', 'b', 'c']);
    const calls = [iterator.next(), iterator.next(), iterator.next(), iterator.next()];
    pool.finish(1);
    pool.finish(2);
    pool.finish(0);
    expect(await Promise.all(calls)).toEqual([
      { done: false, value: 0 },
      { done: false, value: 10 },
      { done: false, value: 20 },
      DONE,
    ]);
  });

  it('may be undefined', async () => {
    const pool = new FakePool();
    const iterator = pool.open(['a']);
    pool.job.itemDone(0, undefined);
    expect(await iterator.next()).toEqual({ done: false, value: undefined });
    expect(await iterator.next()).toEqual(DONE);
  });

  it('throw an item’s error at its place, and go on', async () => {
    const pool = new FakePool();
    const iterator = pool.open(['a', 'b', 'c']);
    const wrong = new Error('b is wrong');
    pool.job.itemFailed(1, wrong);
    pool.finish(0, 2);
    expect(await iterator.next()).toEqual({ done: false, value: 0 });
    await expect(iterator.next()).rejects.toBe(wrong);
    expect(await iterator.next()).toEqual({ done: false, value: 20 });
    expect(await iterator.next()).toEqual(DONE);
  });

  it.each([[undefined], [null], [0]])('throw %j where an item threw that', async (thrown) => {
    const pool = new FakePool();
    const iterator = pool.open(['a']);
    pool.job.itemFailed(0, thrown);
    await expect(iterator.next()).rejects.toBe(thrown);
  });
});

describe('results in completion order', () => {
  it('come as they are done', async () => {
    const pool = new FakePool();
    const iterator = pool.open(['a', 'b', 'c'], { isOrdered: false });
    pool.finish(2, 0, 1);
    expect(await collect(iterator, 3)).toEqual([20, 0, 10]);
    expect(await iterator.next()).toEqual(DONE);
  });

  it('throw an item’s error when it comes', async () => {
    const pool = new FakePool();
    const iterator = pool.open(['a', 'b'], { isOrdered: false });
    pool.job.itemFailed(1, 'wrong');
    pool.finish(0);
    await expect(iterator.next()).rejects.toBe('wrong');
    expect(await iterator.next()).toEqual({ done: false, value: 0 });
  });
});

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

describe('an input that fails', () => {
  it.each([true, false])('is told once, after the results of all items before it (ordered: %j)', async (isOrdered) => {
    const pool = new FakePool();
    const wrong = new Error('input');
    const iterator = pool.open(
      (function* () {
        yield 1;
        yield 2;
        throw wrong;
      })(),
      { isOrdered },
    );
    const calls = [iterator.next(), iterator.next(), iterator.next(), iterator.next()];
    await turn();
    pool.finish(0, 1);
    const outcomes = await Promise.allSettled(calls);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
    expect(outcomes[2]).toEqual({ status: 'rejected', reason: wrong });
    expect(outcomes[3]).toEqual({ status: 'fulfilled', value: DONE });
    expect(pool.inputEndings).toBe(1);
  });
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

describe('its end', () => {
  it('is told when the last result is there and the input has ended', () => {
    const pool = new FakePool();
    pool.open(['a', 'b']);
    pool.finish(0);
    expect(pool.ends).toBe(0);
    pool.finish(1);
    expect(pool.ends).toBe(1);
  });

  it('is told when the input ends after the last result', async () => {
    const pool = new FakePool();
    let end!: () => void;
    const isOver = new Promise<void>((resolve) => (end = resolve));
    pool.open(
      (async function* () {
        yield 'a';
        await isOver;
      })(),
    );
    await turn();
    pool.finish(0);
    expect(pool.ends).toBe(0);
    end();
    await turn();
    expect(pool.ends).toBeGreaterThan(0);
  });

  it.each<[string, (pool: FakePool) => unknown]>([
    ['it is left', (pool) => pool.imap.return()],
    ['it is cancelled', (pool) => pool.imap.cancel(() => new Error('cancelled'))],
    ['an empty input ends', () => {}],
  ])('is told when %s', (name, end) => {
    const pool = new FakePool();
    pool.open(name === 'an empty input ends' ? [] : naturals(), { buffer: 2 });
    end(pool);
    expect(pool.ends).toBeGreaterThan(0);
  });
});

it('holds its items to the limits it was given', () => {
  const pool = new FakePool();
  const limits = { timeoutMs: 50, graceMs: 5 };
  pool.open([], { limits });
  expect(pool.imap.limits).toBe(limits);
});

it('marks the errors of its items with their index', async () => {
  const pool = new FakePool();
  const iterator = pool.open(['a', 'b'], { isOrdered: false });
  pool.job.itemFailed(1, new Error('wrong'));
  expect(await rejection(iterator.next())).toMatchObject({ message: 'wrong', taskIndex: 1 });
});

describe('progress', () => {
  it('is told of all items, and last with the total', async () => {
    const calls: Progress[] = [];
    const pool = new FakePool();
    const progress = new ProgressReporter((state) => calls.push(state), undefined);
    pool.open(['a', 'b'], { progress });
    pool.finish(0, 1);
    await turn();
    expect(calls.at(-1)).toMatchObject({ done: 2, total: 2 });
  });
});

it('is its own iterator', () => {
  const iterator = new FakePool().open(['a']);
  expect(iterator[Symbol.asyncIterator]()).toBe(iterator);
});
