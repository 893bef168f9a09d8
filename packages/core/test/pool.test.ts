import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { AsyncResult, Pool, ResultTimeoutError, SerializationError, UnknownTaskError } from '../dist/index.js';
import { KERNELS, openPool, terminateOpenPools, watched, sharedPool, terminateSharedPools } from './open-pools.ts';
import { rejection } from './rejection.ts';

afterEach(terminateOpenPools);
afterAll(terminateSharedPools);

/** Words that workers and this thread meet at. */
function flags(count = 2): Int32Array {
  return new Int32Array(new SharedArrayBuffer(4 * count));
}

describe('apply', () => {
  it('gives the result of one call', async () => {
    expect(await sharedPool().apply('add', [2, 3])).toBe(5);
  });

  it('needs no arguments', async () => {
    expect(await sharedPool().apply('countArguments')).toBe(0);
  });

  it.each([0, 1, 2, 3, 7, 300])('hands over %d arguments', async (count) => {
    const args = Array.from({ length: count }, (_, index) => index);
    expect(await sharedPool().apply('list', args)).toEqual(args);
  });

  it('gives undefined where the function gives nothing', async () => {
    expect(await sharedPool().apply('nothing')).toBeUndefined();
  });

  it('waits for asynchronous functions and other thenables', async () => {
    const pool = sharedPool();
    expect(await Promise.all([pool.apply('later', ['a', 3]), pool.apply('thenable', ['b'])])).toEqual(['a', 'b']);
  });

  it('calls functions without a receiver', async () => {
    expect(await sharedPool().apply('callerOf')).toBeUndefined();
  });

  it('runs many calls at once, each with its own result', async () => {
    const pool = sharedPool();
    const results = await Promise.all(Array.from({ length: 5000 }, (_, x) => pool.apply('square', [x])));
    expect(results).toEqual(Array.from({ length: 5000 }, (_, x) => x * x));
  });

  it('runs several workers at the same time', async () => {
    const pool = openPool();
    const words = flags();
    const threads = await Promise.all([
      pool.apply('raiseAndWait', [words, 0, 1]),
      pool.apply('raiseAndWait', [words, 1, 0]),
    ]);
    expect(new Set(threads).size).toBe(2);
  });

  it('runs functions that were used first one after another', async () => {
    const pool = sharedPool();
    for (const name of ['square', 'echo', 'list', 'later', 'thread']) await pool.apply(name, [1]);
    expect(await pool.apply('square', [6])).toBe(36);
  });
});

describe('work that the caller blocks behind', () => {
  it('starts and ends without the event loop of the caller', async () => {
    const pool = openPool({ workers: 1 });
    const words = flags();
    const call = pool.apply('raise', [words]);
    expect(Atomics.wait(words, 0, 0, 20_000)).not.toBe('timed-out');
    expect(await call).toBe(1);
  });

  it('starts in workers that sleep', async () => {
    const pool = openPool({ workers: 2 });
    await pool.ready();
    const words = flags();
    const calls = [pool.apply('raise', [words, 0]), pool.apply('raise', [words, 1])];
    expect(Atomics.wait(words, 0, 0, 20_000)).not.toBe('timed-out');
    expect(Atomics.wait(words, 1, 0, 20_000)).not.toBe('timed-out');
    expect(await Promise.all(calls)).toEqual([1, 1]);
  });
});

describe('errors', () => {
  it('keep name, message, class, and the stack of the worker', async () => {
    const error = (await rejection(sharedPool().apply('failOdd', [3]))) as Error;
    expect(error).toBeInstanceOf(RangeError);
    expect(error.message).toBe('odd: 3');
    expect(error.stack).toContain('kernels.mjs');
  });

  it('keep cause and properties', async () => {
    const error = await rejection(sharedPool().apply('throwRich'));
    expect(error).toBeInstanceOf(TypeError);
    expect(error).toMatchObject({ message: 'outer', code: 'E_RICH', details: { retry: [1, 2] } });
    expect((error as Error).cause).toBeInstanceOf(RangeError);
    expect((error as Error).cause).toMatchObject({ message: 'inner' });
  });

  it('keep the errors of an aggregate', async () => {
    const error = (await rejection(sharedPool().apply('throwAggregate'))) as AggregateError;
    expect(error).toBeInstanceOf(AggregateError);
    expect(error.errors.map((one: Error) => one.message)).toEqual(['one', 'two']);
  });

  it('come without a property whose getter throws', async () => {
    const error = await rejection(sharedPool().apply('throwWithGetter'));
    expect(error).toMatchObject({ message: 'has a getter' });
    expect(error).not.toHaveProperty('hidden');
  });

  it('come from rejected promises too', async () => {
    expect(await rejection(sharedPool().apply('failLater', ['wrong']))).toMatchObject({ message: 'wrong' });
  });

  it('come from a `then` that throws', async () => {
    expect(await rejection(sharedPool().apply('poisonedThen'))).toMatchObject({ message: 'no then' });
  });

  it('come from a stack that overflows', async () => {
    const pool = sharedPool(1);
    expect(await rejection(pool.apply('overflow'))).toBeInstanceOf(RangeError);
    expect(await pool.apply('square', [2])).toBe(4);
  });

  it.each([[null], [undefined], ['text'], [0], [false], [12n]])('need not be an Error: %s', async (thrown) => {
    const pool = sharedPool(1);
    const reason = await pool.apply('throwValue', [thrown]).then(
      () => 'fulfilled',
      (value: unknown) => ({ value }),
    );
    expect(reason).toEqual({ value: thrown });
  });

  it('may be plain objects', async () => {
    expect(await rejection(sharedPool().apply('throwValue', [{ status: 404 }]))).toEqual({ status: 404 });
  });

  it.each(['symbol', 'function'])('that cannot be sent are told as such: a %s', async (kind) => {
    const pool = sharedPool(1);
    const error = await rejection(pool.apply('throwUnsendable', [kind]));
    expect(error).toBeInstanceOf(SerializationError);
    expect(error).toMatchObject({ code: 'ERR_NOT_SERIALIZABLE' });
    expect(await pool.apply('square', [2])).toBe(4);
  });
});

describe('a name that the module has no function of', () => {
  const expected = {
    code: 'ERR_UNKNOWN_TASK',
    message: expect.stringContaining('Expected the module to export a function `cube`. It exports') as string,
    available: expect.arrayContaining(['square', 'echo']) as string[],
  };

  it('is refused before the workers are ready', async () => {
    const pool = openPool();
    const error = await rejection(pool.apply('cube', [1]));
    expect(error).toBeInstanceOf(UnknownTaskError);
    expect(error).toMatchObject(expected);
  });

  it('is refused afterwards, by every call', async () => {
    const pool = sharedPool();
    await pool.ready();
    for (const call of [
      pool.apply('cube', [1]),
      pool.applyAsync('cube', [1]),
      pool.map('cube', [1]),
      pool.starmap('cube', [[1]]),
      pool.imap('cube', [1]).next(),
      pool.imapUnordered('cube', [1]).next(),
    ]) {
      expect(await rejection(call)).toMatchObject(expected);
    }
    expect(await pool.apply('square', [2])).toBe(4);
  });

  it.each(['VERSION', 'toString', '__proto__', 'constructor', ''])('is refused when it is %j', async (name) => {
    const pool = openPool({ workers: 1 });
    expect(await rejection(pool.apply(name))).toBeInstanceOf(UnknownTaskError);
    await pool.ready();
    expect(await rejection(pool.apply(name))).toBeInstanceOf(UnknownTaskError);
  });

  it('fails each item of a map', async () => {
    const error = await rejection(sharedPool().map('cube', [1, 2, 3]));
    expect(error).toMatchObject({ code: 'ERR_UNKNOWN_TASK' });
  });

  it.each([[42], [undefined], [null], [Symbol('square')], [['square']]])('must be a string, not %s', async (name) => {
    const pool = openPool({ workers: 1 });
    expect(await rejection(pool.apply(name as never))).toBeInstanceOf(TypeError);
    await pool.ready();
    expect(await rejection(pool.map(name as never, [1]))).toBeInstanceOf(TypeError);
    expect(await rejection(pool.imap(name as never, [1]).next())).toBeInstanceOf(TypeError);
    expect(await pool.apply('square', [2])).toBe(4);
  });
});

describe('applyAsync', () => {
  it('gives a handle that can be awaited and asked', async () => {
    const result = sharedPool().applyAsync('add', [2, 3]);
    expect(result).toBeInstanceOf(AsyncResult);
    expect(await result).toBe(5);
    expect([result.ready(), result.successful(), await result.get()]).toEqual([true, true, 5]);
  });

  it('lets a caller wait for a time, while the task goes on', async () => {
    const words = flags();
    const result = sharedPool(1).applyAsync('waitFor', [words]);
    expect(await rejection(result.get(1))).toBeInstanceOf(ResultTimeoutError);
    await result.wait(1);
    expect(result.ready()).toBe(false);
    Atomics.store(words, 0, 1);
    Atomics.notify(words, 0);
    expect(await result.get(60_000)).toBeTypeOf('number');
  });

  it('tells of a failed task', async () => {
    const result = sharedPool().applyAsync('fail', ['wrong']);
    await result.wait();
    expect(result.successful()).toBe(false);
    expect(await result.catch((error: unknown) => (error as Error).message)).toBe('wrong');
  });
});

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

describe('bad input', () => {
  it.each([[5], ['ab'], [{ 0: 1, length: 1 }], [null], [new Set([1])]])(
    'args that are no array are refused: %j',
    async (args) => {
      const pool = sharedPool(1);
      const error = await rejection(pool.apply('add', args as never));
      expect(error).toBeInstanceOf(TypeError);
      expect(error).toMatchObject({
        message: expect.stringMatching(/^Expected `args` to be an array of arguments, got .+\.$/) as string,
      });
      expect(await rejection(pool.applyAsync('add', args as never))).toBeInstanceOf(TypeError);
      expect(await pool.apply('add', [1, 2])).toBe(3);
    },
  );

  it('options of a call that are none are refused', async () => {
    const pool = sharedPool(1);
    const options = { chunksize: 1 } as object;
    for (const call of [
      pool.apply('echo', [1], options),
      pool.map('echo', [1], options),
      pool.starmap('echo', [[1]], options),
      pool.imap('echo', [1], options).next(),
      pool.imapUnordered('echo', [1], options).next(),
    ]) {
      const error = await rejection(call);
      expect(error).toBeInstanceOf(TypeError);
      expect(error).toMatchObject({ message: expect.stringContaining('got `chunksize`') as string });
    }
    expect(await pool.apply('square', [2])).toBe(4);
  });

  it('only the constructor throws', () => {
    expect(() => new Pool('./kernels.mjs')).toThrow(TypeError);
    expect(() => new Pool(KERNELS, { worker: 1 } as object)).toThrow('got `worker`');
    expect(() => new Pool(KERNELS, { workers: 0 })).toThrow(RangeError);
    expect(() => new Pool(undefined as unknown as string)).toThrow(TypeError);
    expect(() => Pool.inline({ sqrt: Math.sqrt })).toThrow(TypeError);
  });
});

describe('the pool itself', () => {
  it('tells how many workers it has', () => {
    expect(openPool({ workers: 3 }).size).toBe(3);
  });

  it('is ready when every worker has loaded its module', async () => {
    const pool = openPool({ workers: 3 });
    await pool.ready();
    await expect(pool.ready()).resolves.toBeUndefined();
  });

  it('is running at first', () => {
    expect(openPool().state).toBe('running');
  });

  it('may be one of several', async () => {
    const pools = [openPool({ workers: 1 }), openPool({ workers: 1 })];
    expect(await Promise.all(pools.map((pool) => pool.apply('square', [3])))).toEqual([9, 9]);
    const threads = await Promise.all(pools.map((pool) => pool.apply('thread')));
    expect(new Set(threads).size).toBe(2);
  });

  it('is terminated at the end of an `await using`', async () => {
    const pool = watched(new Pool(KERNELS, { workers: 1 }));
    await pool[Symbol.asyncDispose]();
    expect(pool.state).toBe('terminated');
  });
});
