import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { collect, DONE, FakePool } from './fake-imap-pool.ts';
import { rejection } from './rejection.ts';

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

it('marks the errors of its items with their index', async () => {
  const pool = new FakePool();
  const iterator = pool.open(['a', 'b'], { isOrdered: false });
  pool.job.itemFailed(1, new Error('wrong'));
  expect(await rejection(iterator.next())).toMatchObject({ message: 'wrong', taskIndex: 1 });
});

it('is its own iterator', () => {
  const iterator = new FakePool().open(['a']);
  expect(iterator[Symbol.asyncIterator]()).toBe(iterator);
});
