import { setImmediate as turn } from 'node:timers/promises';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { PoolNotRunningError, PoolTerminatedError, type Progress, ResultTimeoutError } from '../dist/index.js';
import { openPool, terminateOpenPools, sharedPool, terminateSharedPools } from './open-pools.ts';
import { rejection } from './rejection.ts';

afterEach(terminateOpenPools);
afterAll(terminateSharedPools);

/** Counts up for ever; notes how far it was read, and whether it was closed. */
class Naturals implements Iterable<number> {
  taken = 0;
  isClosed = false;

  *[Symbol.iterator](): Generator<number, void, undefined> {
    try {
      for (;;) yield this.taken++;
    } finally {
      this.isClosed = true;
    }
  }
}

async function* asynchronous<T>(items: Iterable<T>): AsyncGenerator<T, void, undefined> {
  for (const item of items) {
    await turn();
    yield item;
  }
}

function range(length: number): number[] {
  return Array.from({ length }, (_, index) => index);
}

/** Everything an iterator gives, errors as their message. */
async function outcomes(iterator: AsyncIterator<unknown>): Promise<unknown[]> {
  const all: unknown[] = [];
  for (;;) {
    try {
      const step = await iterator.next();
      if (step.done === true) return all;
      all.push(step.value);
    } catch (error) {
      all.push((error as Error).message);
    }
  }
}

async function collect<T>(iterable: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const value of iterable) all.push(value);
  return all;
}

/** As numbers in ascending order: what completion order gives is compared so. */
function ascending(values: readonly unknown[]): unknown[] {
  return [...values].sort((a, b) => (a as number) - (b as number));
}

describe.each(['imap', 'imapUnordered'] as const)('%s', (method) => {
  const inOrder = method === 'imap' ? <T>(values: T[]): T[] => values : ascending;

  it.each([0, 1, 5, 1000])('gives the results of %d items', async (length) => {
    const results = await collect(sharedPool()[method]('square', range(length)));
    expect(inOrder(results)).toEqual(range(length).map((x) => x * x));
  });

  it.each([1, 3, 100, 'auto'] as const)('sends chunks of %s', async (chunkSize) => {
    const results = await collect(sharedPool()[method]('square', range(200), { chunkSize }));
    expect(inOrder(results)).toEqual(range(200).map((x) => x * x));
  });

  it.each([1, 3, 100])('keeps within a buffer of %d', async (buffer) => {
    const naturals = new Naturals();
    const iterator = sharedPool()[method]('echo', naturals, { buffer });
    for (let yielded = 0; yielded < 50; yielded += 1) {
      await iterator.next();
      await turn();
      expect(naturals.taken - yielded - 1).toBeLessThanOrEqual(buffer);
    }
    await iterator.return();
    expect(naturals.isClosed).toBe(true);
  });

  it('starts to read at the call', () => {
    const naturals = new Naturals();
    sharedPool()[method]('echo', naturals);
    expect(naturals.taken).toBe(8);
  });

  it('reads asynchronous inputs', async () => {
    const results = await collect(sharedPool()[method]('square', asynchronous(range(50)), { chunkSize: 4 }));
    expect(inOrder(results)).toEqual(range(50).map((x) => x * x));
  });

  it('gives a result before the input gives the next item', async () => {
    const results: unknown[] = [];
    const iterators: AsyncIterator<unknown>[] = [];
    const input = (async function* (): AsyncGenerator<number, void, undefined> {
      for (let item = 0; item < 5; item += 1) {
        yield item;
        // Each item waits for the result of the one before it, though a chunk has room for all.
        results.push((await iterators[0]!.next()).value);
      }
    })();
    iterators.push(sharedPool()[method]('square', input, { chunkSize: 10 }));
    while (results.length < 5) await turn();
    expect(results).toEqual([0, 1, 4, 9, 16]);
  });

  it('reads an endless input for as long as it is used', async () => {
    const naturals = new Naturals();
    const results: unknown[] = [];
    for await (const value of sharedPool()[method]('echo', naturals)) {
      results.push(value);
      if (results.length === 500) break;
    }
    expect(results).toHaveLength(500);
    expect(naturals.isClosed).toBe(true);
    expect(naturals.taken).toBeLessThan(600);
  });

  it('can be left, and the pool used on', async () => {
    const pool = sharedPool();
    const iterator = pool[method]('echo', new Naturals());
    await iterator.next();
    expect(await iterator.return()).toEqual({ done: true, value: undefined });
    expect(await iterator.next()).toEqual({ done: true, value: undefined });
    expect(await pool.apply('square', [4])).toBe(16);
  });

  it.each([1, 4, 7])('gives an item’s error in its turn and every other result (chunks of %d)', async (chunkSize) => {
    const all = await outcomes(sharedPool()[method]('failOdd', range(7), { chunkSize }));
    const byDigit = (a: unknown, b: unknown): number => Number(/\d/.exec(String(a))) - Number(/\d/.exec(String(b)));
    const inTurn = method === 'imap' ? all : [...all].sort(byDigit);
    expect(inTurn).toEqual([0, 'odd: 1', 2, 'odd: 3', 4, 'odd: 5', 6]);
  });

  it('gives the error of the input after all results before it', async () => {
    const input = (function* (): Generator<number, void, undefined> {
      yield* range(10);
      throw new Error('input');
    })();
    const all = await outcomes(sharedPool()[method]('square', input, { chunkSize: 3 }));
    expect(all.at(-1)).toBe('input');
    expect(inOrder(all.slice(0, -1))).toEqual(range(10).map((x) => x * x));
  });

  it('gives the rejection of an asynchronous input after all results before it', async () => {
    const input = (async function* (): AsyncGenerator<number, void, undefined> {
      yield* asynchronous(range(10));
      throw new Error('input');
    })();
    const all = await outcomes(sharedPool()[method]('square', input));
    expect(all.at(-1)).toBe('input');
    expect(inOrder(all.slice(0, -1))).toEqual(range(10).map((x) => x * x));
  });

  it('tells an item that cannot be sent at its place', async () => {
    const all = await outcomes(sharedPool()[method]('echo', [1, () => 2, 3], { chunkSize: 3 }));
    expect(all).toHaveLength(3);
    expect(all.filter((outcome) => typeof outcome === 'string')).toEqual([
      expect.stringContaining('function') as string,
    ]);
  });

  it.each([[5], [null], [undefined], [{}]])('tells that %s cannot be iterated by its first next()', async (input) => {
    const iterator = sharedPool()[method]('square', input as never);
    expect(await rejection(iterator.next())).toBeInstanceOf(TypeError);
    expect(await iterator.next()).toEqual({ done: true, value: undefined });
  });

  it.each([{ chunkSize: 0 }, { buffer: 0 }, { chunkSize: 1.5 }, { buffer: -1 }])(
    'tells of the bad option %j by its first next()',
    async (options) => {
      expect(await rejection(sharedPool()[method]('square', [1], options).next())).toBeInstanceOf(RangeError);
    },
  );

  it('gives what is asked for at once, in the order of the asking', async () => {
    const iterator = sharedPool()[method]('square', range(4));
    const steps = await Promise.all([1, 2, 3, 4, 5].map(() => iterator.next()));
    expect(inOrder(steps.slice(0, 4).map((step) => step.value))).toEqual([0, 1, 4, 9]);
    expect(steps[4]).toEqual({ done: true, value: undefined });
  });

  it('gives, after close(), what was taken, and then says once that there was more', async () => {
    const pool = openPool();
    const naturals = new Naturals();
    const iterator = pool[method]('echo', naturals, { buffer: 5 });
    expect(naturals.taken).toBe(5);
    const closed = pool.close();
    const all = await outcomes(iterator);
    await closed;
    expect(inOrder(all.slice(0, 5))).toEqual(range(5));
    expect(all.slice(5)).toEqual(['Expected a running pool, got one that is closing.']);
    expect(naturals.taken).toBe(5);
  });

  it('says nothing of close() when the input had ended', async () => {
    const pool = openPool();
    const iterator = pool[method]('square', range(3));
    await pool.close();
    expect(inOrder(await outcomes(iterator))).toEqual([0, 1, 4]);
  });

  it('rejects what was taken when the pool is terminated, and then says once that it ended', async () => {
    const pool = openPool({ workers: 1 });
    const words = new Int32Array(new SharedArrayBuffer(4));
    const iterator = pool[method]('waitFor', [words, words, words], { buffer: 2 });
    const first = iterator.next();
    const ended = pool.terminate();
    expect(await rejection(first)).toBeInstanceOf(PoolTerminatedError);
    expect(await rejection(iterator.next())).toBeInstanceOf(PoolTerminatedError);
    expect(await rejection(iterator.next())).toBeInstanceOf(PoolTerminatedError);
    expect(await iterator.next()).toEqual({ done: true, value: undefined });
    await ended;
  });

  it('refuses to start on a pool that was closed, and leaves the input alone', async () => {
    const pool = openPool();
    await pool.close();
    const naturals = new Naturals();
    const iterator = pool[method]('square', naturals);
    expect(await rejection(iterator.next())).toBeInstanceOf(PoolNotRunningError);
    expect(await iterator.next()).toEqual({ done: true, value: undefined });
    expect(naturals.taken).toBe(0);
  });

  it('tells progress, last with the total', async () => {
    const calls: Progress[] = [];
    const iterator = sharedPool()[method]('square', range(100), { onProgress: (progress) => calls.push(progress) });
    await collect(iterator);
    await turn();
    expect(calls.at(-1)).toMatchObject({ done: 100, total: 100, etaMs: 0 });
    expect(calls.every(({ done, total }) => total === undefined || total === 100 || done <= 100)).toBe(true);
  });
});

describe('imap', () => {
  it('gives results in input order although later ones are done first', async () => {
    const words = new Int32Array(new SharedArrayBuffer(4));
    const iterator = sharedPool().imap('raiseOrWait', [
      { words, waits: true },
      { words, waits: false },
    ]);
    while (Atomics.load(words, 0) === 0) await turn();
    expect(await rejection(iterator.next(1))).toBeInstanceOf(ResultTimeoutError);
    Atomics.store(words, 0, 2);
    Atomics.notify(words, 0);
    expect(await collect(iterator)).toEqual(['waited', 'raised']);
  });

  it('gives the same result after next(timeoutMs) gave up', async () => {
    const words = new Int32Array(new SharedArrayBuffer(4));
    const pool = sharedPool(1);
    const iterator = pool.imap('waitFor', [words]);
    expect(await rejection(iterator.next(1))).toMatchObject({ code: 'ERR_RESULT_TIMEOUT' });
    expect(await rejection(iterator.next(1))).toMatchObject({ code: 'ERR_RESULT_TIMEOUT' });
    Atomics.store(words, 0, 1);
    Atomics.notify(words, 0);
    expect((await iterator.next(60_000)).done).toBe(false);
    expect(await iterator.next(60_000)).toEqual({ done: true, value: undefined });
  });
});

describe('imap in a pool that limits its items', () => {
  it('keeps to the limit when its input gives an item late', async () => {
    const pool = openPool({ workers: 1, queueLimit: 1 });
    let giveItem = (): void => {};
    const late = new Promise<void>((resolve) => (giveItem = resolve));
    const iterator = pool.imap(
      'square',
      (async function* () {
        await late;
        yield 3;
      })(),
    );
    const words = new Int32Array(new SharedArrayBuffer(4));
    const open = [pool.apply('waitFor', [words]), pool.apply('square', [2])];
    giveItem();
    await turn();
    const { queued, running } = pool.stats();
    expect(queued + running).toBe(2);
    Atomics.store(words, 0, 1);
    Atomics.notify(words, 0);
    await Promise.all(open);
    expect((await iterator.next()).value).toBe(9);
    expect(await iterator.next()).toEqual({ done: true, value: undefined });
  });
});

describe('imapUnordered', () => {
  it('gives a result as soon as it is there, however long the first takes', async () => {
    const words = new Int32Array(new SharedArrayBuffer(4));
    // A pool of its own: a function it has not run yet goes to all workers, one item each.
    const pool = openPool();
    // The first item waits for the second, which only its own result shows to be done.
    const iterator = pool.imapUnordered('raiseOrWait', [
      { words, waits: true },
      { words, waits: false },
    ]);
    expect(await iterator.next()).toEqual({ done: false, value: 'raised' });
    Atomics.store(words, 0, 2);
    Atomics.notify(words, 0);
    expect(await iterator.next()).toEqual({ done: false, value: 'waited' });
  });
});

describe('the progress of a map', () => {
  it('is told last when everything is done, failed items too', async () => {
    const calls: Progress[] = [];
    const results = sharedPool().map('failOdd', range(1000), { onProgress: (progress) => calls.push(progress) });
    await rejection(results);
    await turn();
    expect(calls.at(-1)).toMatchObject({ done: 1000, total: 1000, etaMs: 0 });
    expect(calls.every(({ total }) => total === 1000)).toBe(true);
    expect(calls.map(({ done }) => done)).toEqual(ascending(calls.map(({ done }) => done)));
  });

  it('is told of a map of nothing', async () => {
    const calls: Progress[] = [];
    await sharedPool().map('square', [], { onProgress: (progress) => calls.push(progress) });
    await turn();
    expect(calls).toMatchObject([{ done: 0, total: 0 }]);
  });
});
