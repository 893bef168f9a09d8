import { afterEach, describe, expect, it } from 'vitest';
import {
  Pool,
  type PoolOptions,
  sharedArray,
  TaskAbortedError,
  TaskTimeoutError,
  WorkerLostError,
} from '../../dist/index.js';
import { rejection } from '../rejection.ts';
import { flags as newFlags, raised } from '../shared-flags.ts';
import { hexOf, serialPrefix, serialSum } from '../serial-blocks.ts';

const KERNELS = new URL('../fixtures/numeric-kernels.mjs', import.meta.url);
const opened: Pool[] = [];

function open(options: PoolOptions): Pool {
  const pool = new Pool(KERNELS, options);
  opened.push(pool);
  return pool;
}

afterEach(async () => {
  await Promise.all(opened.splice(0).map((pool) => pool.terminate()));
});

const GRAIN = 100;
const LENGTH = 2050;

/** Numbers whose sum depends on the order of additions. */
const numbers = sharedArray(
  Float64Array,
  Array.from({ length: LENGTH }, (_, index) => Math.sin(index) * 10 ** (index % 12)),
);

/** Flags of the blocks whose worker is to die: the first, some in the middle, and the last, which is short. */
function doomed(): Int32Array {
  const flags = sharedArray(Int32Array, Math.ceil(LENGTH / GRAIN));
  for (const block of [0, 3, 4, 11, flags.length - 1]) flags[block] = 1;
  return flags;
}

const WORKERS = [1, 2, 7, 32];

describe('with workers that die on the way, and retries', () => {
  it.each(WORKERS)('a reduce has the same bits, %d workers', async (workers) => {
    const pool = open({ workers, retries: 5 });
    const result = await pool.reduce('sumOrDie', numbers, { combine: 'add', grain: GRAIN, args: [doomed(), GRAIN] });
    expect(hexOf(result as number)).toBe(hexOf(serialSum(numbers, GRAIN) as number));
    expect(pool.stats().restarts).toBeGreaterThan(0);
  });

  it.each(WORKERS)('a mapBlocks fills all of its output, %d workers', async (workers) => {
    const pool = open({ workers, retries: 5 });
    for (const input of [numbers, numbers.slice()]) {
      const output = await pool.mapBlocks('doubleOrDie', input, { grain: GRAIN, args: [doomed(), GRAIN] });
      expect(output).toEqual(numbers.map((value) => value + value));
    }
  });

  it.each(WORKERS)('a scan has the same bits, %d workers, in either pass', async (workers) => {
    const pool = open({ workers, retries: 5 });
    for (const calls of [1, 9, 30]) {
      const flags = sharedArray(Int32Array, [calls]);
      const output = await pool.scan('prefixOrDie', numbers, { combine: 'add', grain: GRAIN, args: [flags] });
      expect([...(output as Float64Array)].map(hexOf)).toEqual(
        [...(serialPrefix(numbers, GRAIN) as Float64Array)].map(hexOf),
      );
    }
    expect(pool.stats().restarts).toBeGreaterThan(0);
  });
});

describe('with a worker that dies, and no retries', () => {
  it('the call tells which block was lost, and the others were run', async () => {
    const pool = open({ workers: 2 });
    const flags = sharedArray(Int32Array, 21);
    flags[7] = 1;
    const output = sharedArray(Float64Array, LENGTH);
    const work = { grain: GRAIN, args: [flags, GRAIN], output };
    const error = await rejection(pool.mapBlocks('doubleOrDie', numbers, work));
    expect(error).toBeInstanceOf(WorkerLostError);
    expect(error).toMatchObject({ taskIndex: 7, blockRange: { begin: 700, end: 800 } });
    expect(output.subarray(0, 700)).toEqual(numbers.subarray(0, 700).map((value) => value + value));
    expect(output.subarray(800)).toEqual(numbers.subarray(800).map((value) => value + value));
  });

  it('an input that is its own output is refused where a retry would read what was written', async () => {
    const pool = open({ workers: 1, retries: 1 });
    const call = pool.mapBlocks('double', numbers, { output: numbers });
    await expect(call).rejects.toThrow('to be apart from the input, as `retries` may run a block twice');
    expect(await pool.mapBlocks('double', [1, 2], { output: new Float64Array(2) })).toEqual(new Float64Array([2, 4]));
  });
});

describe('a call that is stopped', () => {
  /** Starts a parallelFor whose blocks write for ever, and waits until some do. */
  function startWriting(pool: Pool, options: { signal?: AbortSignal; timeoutMs?: number; graceMs?: number }) {
    const array = sharedArray(Int32Array, 1);
    const flags = newFlags();
    const call = pool.parallelFor('writeOn', { end: 8, grain: 1 }, [array, flags], options);
    return { array, flags, call };
  }

  async function expectUntouched(array: Int32Array): Promise<void> {
    const before = Atomics.load(array, 0);
    // The array is the caller's: what a worker would still write shows in it while another task runs.
    await opened[0]!.apply('where');
    expect(Atomics.load(array, 0)).toBe(before);
  }

  it('rejects when nobody writes any more, by its signal', async () => {
    const pool = open({ workers: 2 });
    const stop = new AbortController();
    const { array, flags, call } = startWriting(pool, { signal: stop.signal, graceMs: 100 });
    await raised(flags);
    stop.abort('enough');
    expect(await rejection(call)).toMatchObject({ name: 'AbortError', cause: 'enough' });
    await expectUntouched(array);
  });

  it('rejects when nobody writes any more, by a time limit', async () => {
    const pool = open({ workers: 2 });
    const { array, call } = startWriting(pool, { timeoutMs: 20, graceMs: 100 });
    const error = await rejection(call);
    expect(error).toBeInstanceOf(TaskTimeoutError);
    expect(error).toMatchObject({ taskIndex: 0, blockRange: { begin: 0, end: 1 } });
    await expectUntouched(array);
  });

  it('rejects when nobody writes any more, by the end of the pool', async () => {
    const pool = open({ workers: 2 });
    const { array, flags, call } = startWriting(pool, {});
    await raised(flags);
    const ended = pool.terminate();
    expect(await rejection(call)).toMatchObject({ code: 'ERR_POOL_TERMINATED' });
    const before = Atomics.load(array, 0);
    await ended;
    expect(Atomics.load(array, 0)).toBe(before);
  });

  it('is refused by a signal that has fired', async () => {
    const pool = open({ workers: 1 });
    const { call } = startWriting(pool, { signal: AbortSignal.abort() });
    expect(await rejection(call)).toBeInstanceOf(TaskAbortedError);
    expect(pool.stats().blocks.calls).toBe(0);
  });
});
