import { afterAll, describe, expect, it } from 'vitest';
import { sharedPool, terminateSharedPools } from './open-pools.ts';
import { rejection } from './rejection.ts';
import { flags } from './shared-flags.ts';

afterAll(terminateSharedPools);

describe('map', () => {
  it.each([0, 1, 2, 7, 1000])('gives %d results in input order', async (length) => {
    const items = Array.from({ length }, (_, index) => index);
    expect(await sharedPool().map('square', items)).toEqual(items.map((x) => x * x));
  });

  it.each([1, 3, 1000, 'auto'] as const)('splits into chunks of %s', async (chunkSize) => {
    const items = Array.from({ length: 100 }, (_, index) => index);
    expect(await sharedPool().map('square', items, { chunkSize })).toEqual(items.map((x) => x * x));
  });

  it.each([1, 3, 'auto'] as const)('takes values of every kind in chunks of %s', async (chunkSize) => {
    const items = ['text', 1, null, undefined, { a: [1] }, [1, 2], new Date(5), 2n, new Uint8Array([1, 2]), -0, NaN];
    expect(await sharedPool().map('echo', items, { chunkSize })).toEqual(items);
  });

  it('gives an array as the one argument that it is', async () => {
    expect(await sharedPool().map('countArguments', [[1, 2], []])).toEqual([1, 1]);
  });

  it('takes any iterable', async () => {
    const pool = sharedPool();
    expect(await pool.map('square', new Set([1, 2, 3]))).toEqual([1, 4, 9]);
    expect(await pool.map('echo', 'abc')).toEqual(['a', 'b', 'c']);
    expect(
      await pool.map(
        'square',
        (function* () {
          yield 4;
          yield 5;
        })(),
      ),
    ).toEqual([16, 25]);
  });

  it('takes the holes of an array for undefined', async () => {
    // oxlint-disable-next-line no-sparse-arrays -- the hole is what is tested
    expect(await sharedPool().map('countArguments', [1, , 3])).toEqual([1, 1, 1]);
  });

  it('does not see what is changed after the call', async () => {
    const item = { value: 1 };
    const items = [item, item];
    const results = sharedPool().map('echo', items);
    item.value = 2;
    items.length = 0;
    expect(await results).toEqual([{ value: 1 }, { value: 1 }]);
  });

  it.each([1, 2, 5, 'auto'] as const)(
    'runs every item, then rejects with the error of the lowest failing index (chunks of %s)',
    async (chunkSize) => {
      const pool = sharedPool();
      const words = flags(1);
      const error = await rejection(pool.map('failOdd', [0, 2, 4, 7, 6, 9, 11], { chunkSize }));
      expect(error).toMatchObject({ message: 'odd: 7', taskIndex: 3 });
      const raised = Array.from({ length: 7 }, () => words);
      await pool.map('raise', raised, { chunkSize });
      expect(words[0]).toBe(7);
    },
  );

  it('runs the items behind a failed one of the same chunk', async () => {
    const pool = sharedPool(1);
    const words = flags(1);
    const items = [null, words, words, words];
    const error = await rejection(pool.map('raise', items, { chunkSize: 4 }));
    expect(error).toBeInstanceOf(TypeError);
    expect(words[0]).toBe(3);
  });

  it('rejects with what the iterable throws', async () => {
    const wrong = new Error('iterable');
    const results = sharedPool().map(
      'square',
      (function* () {
        yield 1;
        throw wrong;
      })(),
    );
    expect(await rejection(results)).toBe(wrong);
  });

  it.each([[5], [null], [undefined], [{}], [() => []]])('refuses %s, which cannot be iterated', async (iterable) => {
    const error = await rejection(sharedPool().map('square', iterable as never));
    expect(error).toBeInstanceOf(TypeError);
    expect(error).toMatchObject({
      message: expect.stringContaining('Expected `iterable` to be iterable, got') as string,
    });
  });

  it.each([0, -1, 1.5, NaN])('refuses the chunk size %d, and can be used on', async (chunkSize) => {
    const pool = sharedPool();
    const error = await rejection(pool.map('square', [1], { chunkSize }));
    expect(error).toEqual(new RangeError(`Expected \`chunkSize\` to be an integer of at least 1, got ${chunkSize}.`));
    expect(await pool.map('square', [1])).toEqual([1]);
  });

  it('has a handle', async () => {
    const result = sharedPool().mapAsync('square', [1, 2, 3]);
    expect(await result.get()).toEqual([1, 4, 9]);
    expect(result.successful()).toBe(true);
  });

  it('waits for asynchronous functions in a chunk', async () => {
    const items = Array.from({ length: 20 }, (_, index) => index);
    expect(await sharedPool().map('later', items, { chunkSize: 10 })).toEqual(items);
  });

  it('runs results that are large, small and of different kinds in one chunk', async () => {
    const lengths = [0, 1, 100_000, 2, 5000, 3, 40_000];
    const results = (await sharedPool(1).map('bytes', lengths, { chunkSize: 7 })) as Uint8Array[];
    expect(results.map((result) => result.length)).toEqual(lengths);
    expect(results.every((result) => result.every((byte) => byte === result.length % 251))).toBe(true);
  });

  it('runs 100,000 items', async () => {
    const items = Array.from({ length: 100_000 }, (_, index) => index);
    const results = (await sharedPool().map('square', items)) as number[];
    expect(results).toHaveLength(100_000);
    expect(results.every((result, index) => result === index * index)).toBe(true);
  });
});

describe('starmap', () => {
  it('takes each item for a list of arguments', async () => {
    const pool = sharedPool();
    const lists = [
      [1, 2],
      [3, 4],
      [5, 6],
    ];
    expect(await pool.starmap('add', lists)).toEqual([3, 7, 11]);
    expect(await pool.starmapAsync('add', lists, { chunkSize: 2 }).get()).toEqual([3, 7, 11]);
  });

  it('hands over as many arguments as there are', async () => {
    expect(await sharedPool().starmap('countArguments', [[], [1], [1, 2, 3]], { chunkSize: 3 })).toEqual([0, 1, 3]);
  });

  it.each([[5], ['ab'], [{ length: 1 }], [null]])('refuses an item that is no array: %j', async (item) => {
    const error = await rejection(sharedPool().starmap('add', [[1, 2], item as never]));
    expect(error).toBeInstanceOf(TypeError);
    expect(error).toMatchObject({
      message: expect.stringContaining('Expected item 1 of a starmap to be an array of arguments, got') as string,
    });
  });

  it('tells which item failed', async () => {
    const error = await rejection(sharedPool().starmap('failOdd', [[2], [4], [5]], { chunkSize: 3 }));
    expect(error).toMatchObject({ message: 'odd: 5', taskIndex: 2 });
  });
});
