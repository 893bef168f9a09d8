import { AsyncLocalStorage } from 'node:async_hooks';
import { setImmediate as turn } from 'node:timers/promises';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { PoolTerminatedError } from '../dist/index.js';
import { openPool, terminateOpenPools, sharedPool, terminateSharedPools } from './open-pools.ts';
import { rejection } from './rejection.ts';

afterEach(terminateOpenPools);
afterAll(terminateSharedPools);

/** An object whose getter runs the caller's code while the pool reads its arguments. */
function getterArgument(run: () => unknown): object {
  return Object.defineProperty({}, 'value', { enumerable: true, get: () => (run(), 1) });
}

describe('work submitted from inside of the pool’s own calls', () => {
  it('runs when a reaction to a result submits it', async () => {
    const pool = sharedPool();
    let value: unknown = 1;
    for (let step = 0; step < 50; step += 1)
      value = await pool.apply('add', [value, 1]).then((sum) => pool.apply('add', [sum, 1]));
    expect(value).toBe(101);
  });

  it('runs when many reactions submit at once', async () => {
    const pool = sharedPool();
    const results = await Promise.all(
      Array.from({ length: 500 }, (_, x) => pool.apply('square', [x]).then(() => pool.map('square', [x, x + 1]))),
    );
    expect(results[3]).toEqual([9, 16]);
  });

  it('runs when a getter of an argument submits it', async () => {
    const pool = sharedPool();
    const inner: Promise<unknown>[] = [];
    const argument = getterArgument(() => inner.push(pool.apply('square', [5])));
    expect(await pool.apply('echo', [argument])).toEqual({ value: 1 });
    expect(await Promise.all(inner)).toEqual([25]);
  });

  it('runs when a getter of a large argument submits it', async () => {
    const pool = sharedPool(1);
    const inner: Promise<unknown>[] = [];
    const argument = getterArgument(() => inner.push(pool.apply('sum', [new Uint8Array(100_000).fill(1)])));
    const large = new Uint8Array(200_000).fill(1);
    const back = (await pool.apply('echo', [[argument, large, argument]])) as unknown[];
    expect(back[0]).toEqual({ value: 1 });
    expect(await Promise.all(inner)).toEqual([100_000]);
  });

  it('runs when a getter of an item submits a map', async () => {
    const pool = sharedPool();
    const inner: Promise<unknown>[] = [];
    const item = getterArgument(() => inner.push(pool.map('square', [1, 2, 3])));
    expect(await pool.map('echo', [0, item, 2], { chunkSize: 3 })).toEqual([0, { value: 1 }, 2]);
    expect(await Promise.all(inner)).toEqual([[1, 4, 9]]);
  });

  it('runs when getters are nested', async () => {
    const pool = sharedPool();
    const inner: Promise<unknown>[] = [];
    const submit = (depth: number): unknown =>
      depth === 0 ? 0 : inner.push(pool.apply('echo', [getterArgument(() => submit(depth - 1))]));
    submit(5);
    while (inner.length < 5) await turn();
    expect(await Promise.all(inner)).toEqual(Array.from({ length: 5 }, () => ({ value: 1 })));
  });

  it('runs when an input submits it', async () => {
    const pool = sharedPool();
    const inner: Promise<unknown>[] = [];
    const input = (function* (): Generator<number, void, undefined> {
      for (let item = 0; item < 20; item += 1) {
        inner.push(pool.apply('square', [item]));
        yield item;
      }
    })();
    const results: unknown[] = [];
    for await (const value of pool.imap('square', input)) results.push(value);
    expect(results).toEqual(await Promise.all(inner));
  });

  it('runs when progress submits it', async () => {
    const pool = sharedPool();
    const inner: Promise<unknown>[] = [];
    await pool.map('square', [1, 2, 3], { onProgress: () => inner.push(pool.apply('square', [7])) });
    await turn();
    expect(inner.length).toBeGreaterThan(0);
    expect(new Set(await Promise.all(inner))).toEqual(new Set([49]));
  });
});

describe('the end of the pool from inside of its own calls', () => {
  it('by a reaction to a result', async () => {
    const pool = openPool();
    await pool.apply('square', [2]).then(() => pool.terminate());
    expect(pool.state).toBe('terminated');
  });

  it('by a getter of an argument: the task is terminated too', async () => {
    const pool = openPool();
    const argument = getterArgument(() => void pool.terminate());
    expect(await rejection(pool.apply('echo', [argument]))).toBeInstanceOf(PoolTerminatedError);
    await pool.terminate();
  });

  it('by a getter that then throws', async () => {
    const pool = openPool();
    const argument = getterArgument(() => {
      void pool.terminate();
      throw new Error('getter');
    });
    expect(await rejection(pool.apply('echo', [argument]))).toBeInstanceOf(PoolTerminatedError);
    await pool.terminate();
    expect(pool.state).toBe('terminated');
  });

  it('by a getter of an item of a map', async () => {
    const pool = openPool();
    const item = getterArgument(() => void pool.terminate());
    expect(await rejection(pool.map('echo', [1, item, 3], { chunkSize: 1 }))).toMatchObject({
      code: expect.stringMatching(/^ERR_POOL_/) as string,
    });
    await pool.terminate();
  });

  it('by close() in a getter: the task ends well', async () => {
    const pool = openPool();
    const argument = getterArgument(() => void pool.close());
    expect(await pool.apply('echo', [argument])).toEqual({ value: 1 });
    await pool.close();
    expect(pool.state).toBe('closed');
  });

  it('by close() in the input of an imap: what was taken is given', async () => {
    const pool = openPool();
    const input = (function* (): Generator<number, void, undefined> {
      yield 1;
      yield 2;
      void pool.close();
      yield 3;
    })();
    const iterator = pool.imap('square', input, { chunkSize: 5 });
    expect([await iterator.next(), await iterator.next()]).toEqual([
      { done: false, value: 1 },
      { done: false, value: 4 },
    ]);
    expect(await rejection(iterator.next())).toMatchObject({ code: 'ERR_POOL_NOT_RUNNING' });
    await pool.close();
  });

  it('by terminate() in the input of an imap', async () => {
    const pool = openPool();
    const input = (function* (): Generator<number, void, undefined> {
      yield 1;
      void pool.terminate();
      yield 2;
    })();
    const iterator = pool.imap('square', input);
    expect(await rejection(iterator.next())).toMatchObject({ code: expect.stringMatching(/^ERR_POOL_/) as string });
    await pool.terminate();
  });

  it('by leaving an imap within its input', async () => {
    const pool = sharedPool();
    const iterators: AsyncIterableIterator<unknown>[] = [];
    const input = (async function* (): AsyncGenerator<number, void, undefined> {
      yield 1;
      void iterators[0]!.return!();
      yield 2;
    })();
    const iterator = pool.imap('square', input);
    iterators.push(iterator);
    const steps = [await iterator.next(), await iterator.next()];
    expect(steps.at(-1)).toEqual({ done: true, value: undefined });
    expect(await pool.apply('square', [2])).toBe(4);
  });
});

describe('what callbacks throw', () => {
  it('is theirs alone when a reaction throws', async () => {
    const pool = sharedPool();
    const thrown = pool.apply('square', [2]).then(() => {
      throw new Error('reaction');
    });
    const other = pool.apply('square', [3]);
    expect(await rejection(thrown)).toMatchObject({ message: 'reaction' });
    expect(await other).toBe(9);
  });

  it('is theirs alone when a getter throws in a chunk', async () => {
    const pool = sharedPool();
    const item = getterArgument(() => {
      throw new Error('getter');
    });
    const iterator = pool.imap('echo', [1, item, 3], { chunkSize: 3 });
    expect(await iterator.next()).toEqual({ done: false, value: 1 });
    expect(await rejection(iterator.next())).toMatchObject({ message: 'getter' });
    expect(await iterator.next()).toEqual({ done: false, value: 3 });
  });
});

describe('the context of the submitter', () => {
  it('holds in what follows a result', async () => {
    const pool = sharedPool();
    const storage = new AsyncLocalStorage<number>();
    const seen = await Promise.all(
      [1, 2, 3].map((context) =>
        storage.run(context, async () => {
          await pool.apply('square', [context]);
          return storage.getStore();
        }),
      ),
    );
    expect(seen).toEqual([1, 2, 3]);
  });

  it('holds in progress', async () => {
    const pool = sharedPool();
    const storage = new AsyncLocalStorage<string>();
    const seen: unknown[] = [];
    await storage.run('submitter', () =>
      pool.map('square', [1, 2], { onProgress: () => seen.push(storage.getStore()) }),
    );
    await turn();
    expect(new Set(seen)).toEqual(new Set(['submitter']));
  });
});

describe('what a task leaves to the event loop of its worker', () => {
  function words(): Int32Array {
    return new Int32Array(new SharedArrayBuffer(4));
  }

  it.each(['timer', 'immediates', 'ticks', 'reactions', 'message'])(
    'runs while the worker has nothing to do: %s',
    async (kind) => {
      const pool = sharedPool(1);
      const flags = words();
      await pool.apply('leaveBehind', [kind, flags]);
      while (Atomics.load(flags, 0) === 0) await turn();
      expect(await pool.apply('square', [2])).toBe(4);
    },
  );

  it('runs while the worker is busy with other tasks', async () => {
    const pool = sharedPool(1);
    const flags = words();
    await pool.apply('leaveBehind', ['immediates', flags]);
    while (Atomics.load(flags, 0) === 0) await pool.apply('square', [2]);
    expect(flags[0]).toBe(1);
  });
});

it.each([1, 1000, 10_000])('reads a getter beside %d characters once', async (length) => {
  const pool = sharedPool(1, 4096);
  let reads = 0;
  await pool.apply('echo', [getterArgument(() => (reads += 1)), 'x'.repeat(length)]);
  await pool.map('echo', [getterArgument(() => (reads += 1)), 'x'.repeat(length)], { chunkSize: 2 });
  expect(reads).toBe(2);
});
