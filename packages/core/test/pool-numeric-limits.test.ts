import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Pool, sharedArray } from '../dist/index.js';
import { rejection } from './rejection.ts';

const KERNELS = new URL('./fixtures/numeric-kernels.mjs', import.meta.url);

/** Buffers that change their size are not in the types of our language version. */
interface Resizable extends ArrayBuffer {
  resize(byteLength: number): void;
}
const ResizableBuffer = ArrayBuffer as unknown as new (
  byteLength: number,
  options: { maxByteLength: number },
) => Resizable;

let pool: Pool;

beforeAll(() => {
  pool = new Pool(KERNELS, { workers: 2 });
});

afterAll(() => pool.terminate());

describe('a parallelFor of more blocks than an array has elements', () => {
  const endless = { end: 2 ** 53 - 1, grain: 1 };

  it('runs until it is aborted', async () => {
    const stop = new AbortController();
    const onProgress = ({ done }: { done: number }): void => {
      if (done > 1000) stop.abort();
    };
    const call = pool.parallelFor('failIn', endless, [[]], { signal: stop.signal, onProgress });
    expect(await rejection(call)).toMatchObject({ name: 'AbortError' });
  });

  it('ends with its pool', async () => {
    const ending = new Pool(KERNELS, { workers: 1 });
    const onProgress = (): void => void ending.terminate();
    const call = ending.parallelFor('failIn', endless, [[]], { onProgress });
    expect(await rejection(call)).toMatchObject({ code: 'ERR_POOL_TERMINATED' });
    await ending.terminate();
  });

  it('runs the last step of the longest range', async () => {
    const last = 2 ** 53 - 2;
    const range = { begin: 0, end: 2 ** 53 - 1, grain: 2 ** 52 };
    expect(await rejection(pool.parallelFor('failIn', range, [[last]]))).toMatchObject({ taskIndex: 1 });
    const longer = pool.parallelFor('failIn', { ...range, begin: -2 }, [[last]]);
    await expect(longer).rejects.toThrow('Expected `end` to be an integer from -2 to 9007199254740989, got');
  });
});

describe('results of blocks', () => {
  const bytes = sharedArray(Uint8Array, 2 ** 24 + 2);

  it.each(['reduce', 'scan'] as const)(
    'are as many as can be kept: a %s refuses a grain that is too small',
    async (call) => {
      const work = { combine: 'add', grain: 1 };
      const refused = call === 'reduce' ? pool.reduce('sum', bytes, work) : pool.scan('prefix', bytes, work);
      expect(await rejection(refused)).toEqual(
        new RangeError('Expected `grain` to be an integer of at least 2, got 1.'),
      );
    },
  );
});

describe('an array whose memory changes its size during the call', () => {
  /** 1000 numbers, and what halves them. */
  function shrinking(): { array: Float64Array; shrink: () => void } {
    const buffer = new ResizableBuffer(8000, { maxByteLength: 16_000 });
    return { array: new Float64Array(buffer), shrink: () => buffer.resize(4000) };
  }

  it('is refused as an input', async () => {
    const { array, shrink } = shrinking();
    const call = rejection(pool.mapBlocks('double', array, { grain: 10 }));
    shrink();
    expect(await call).toMatchObject({ message: 'Expected `input` to have 1000 elements, got 500.' });
  });

  it('is refused as an output', async () => {
    const { array, shrink } = shrinking();
    const call = rejection(pool.mapBlocks('double', new Float64Array(1000), { grain: 10, output: array }));
    shrink();
    expect(await call).toMatchObject({ message: 'Expected `output` to have 1000 elements, got 500.' });
  });
});
