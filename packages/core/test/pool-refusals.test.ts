import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { Pool, UnknownTaskError } from '../dist/index.js';
import { KERNELS, openPool, sharedPool, terminateOpenPools, terminateSharedPools } from './open-pools.ts';
import { rejection } from './rejection.ts';

afterEach(terminateOpenPools);
afterAll(terminateSharedPools);

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
