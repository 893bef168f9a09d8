import { afterEach, describe, expect, it } from 'vitest';
import { sharedArray } from '../dist/index.js';
import { counted, openKernels, openText } from './open-kernels.ts';
import { terminateOpenPools } from './open-pools.ts';
import { rejection } from './rejection.ts';

afterEach(terminateOpenPools);

/** The blocks of 0, 1, 2… carried on. */
function runningTotals(length: number): number[] {
  return counted(length).map((value) => (value * (value + 1)) / 2);
}

describe('an output', () => {
  it('is needed: kernels write into their memory alone', async () => {
    const pool = openKernels();
    const input = pool.sharedArray(Float64Array, 10);
    const message =
      'Expected `output` to be an array in the memory of the kernels, as `pool.sharedArray` makes it, got';
    const calls = [
      () => pool.mapBlocks('addIndex', input, undefined as never),
      () => pool.mapBlocks('addIndex', input, {} as never),
      () => pool.scan('runningTotal', input, { combine: 'add' } as never),
    ];
    for (const call of calls) {
      const error = await rejection(call());
      expect(error).toBeInstanceOf(TypeError);
      expect((error as Error).message).toBe(`${message} undefined.`);
    }
    for (const output of [sharedArray(Float64Array, 10), new Float64Array(10)]) {
      const error = await rejection(pool.mapBlocks('addIndex', input, { output }));
      expect((error as Error).message).toBe(`${message} one that lies elsewhere.`);
    }
  });

  it('is refused where it is none of the input', async () => {
    const pool = openKernels();
    const input = pool.sharedArray(Float64Array, 10);
    const output = pool.sharedArray(Float64Array, 9);
    expect(await rejection(pool.mapBlocks('addIndex', input, { output }))).toBeInstanceOf(RangeError);
    const error = await rejection(pool.mapBlocks('addIndex', input, { output: input, grains: 2 } as never));
    expect((error as Error).message).toContain('got `grains`');
  });

  it('may be the input of a mapping', async () => {
    const pool = openKernels();
    const array = pool.sharedArray(Float64Array, counted(1000));
    expect(await pool.mapBlocks('addIndex', array, { output: array, grain: 64 })).toBe(array);
    expect([...array]).toEqual(counted(1000).map((value) => 2 * value));
  });
});

describe('an input', () => {
  it('lies in the memory of the kernels', async () => {
    const pool = openKernels();
    const output = pool.sharedArray(Float64Array, 3);
    const message = 'Expected `input` to be an array in the memory of the kernels';
    const work = { combine: 'add', output };
    expect(await rejection(pool.mapBlocks('addIndex', new Float64Array(3), { output }))).toMatchObject({
      message: expect.stringContaining(message) as string,
    });
    expect(await rejection(pool.reduce('sum', [1, 2, 3] as never, { combine: 'add' }))).toMatchObject({
      message: `${message}, as \`pool.sharedArray\` makes it, got an array.`,
    });
    expect(await rejection(pool.scan('runningTotal', sharedArray(Float64Array, 3), work))).toMatchObject({
      message: expect.stringContaining(message) as string,
    });
  });

  it('may be empty', async () => {
    const pool = openKernels();
    const empty = pool.sharedArray(Float64Array, 0);
    expect(await pool.scan('runningTotal', empty, { combine: 'add', output: empty })).toBe(empty);
    expect(await pool.mapBlocks('addIndex', empty, { output: empty })).toBe(empty);
    expect(await pool.reduce('sum', empty, { combine: 'add', initial: 4 })).toBe(4);
  });
});

describe('a scan into its input', () => {
  it('gives what one into another array gives, with as many blocks as there are', async () => {
    const pool = openKernels({ retries: 1 });
    for (const grain of [10, 500, 2000]) {
      const array = pool.sharedArray(Float64Array, counted(1000));
      expect(await pool.scan('runningTotal', array, { combine: 'add', output: array, grain })).toBe(array);
      expect([...array]).toEqual(runningTotals(1000));
    }
  });

  it('needs room for another such array once, however often it is done', async () => {
    const pool = openKernels();
    const array = pool.sharedArray(Float64Array, 100_000);
    const scanned = (): Promise<Float64Array> =>
      pool.scan('runningTotal', array, { combine: 'add', output: array }) as Promise<Float64Array>;
    await scanned();
    const { byteLength } = pool.memory.buffer;
    for (let round = 0; round < 5; round += 1) await scanned();
    expect(pool.memory.buffer.byteLength).toBe(byteLength);
  });

  it('may run beside others', async () => {
    const pool = openKernels();
    const arrays = counted(4).map(() => pool.sharedArray(Float64Array, counted(1000)));
    await Promise.all(
      arrays.map((array) => pool.scan('runningTotal', array, { combine: 'add', output: array, grain: 50 })),
    );
    for (const array of arrays) expect([...array]).toEqual(runningTotals(1000));
  });

  it('leaves the input as it was when it fails', async () => {
    const pool = openKernels();
    const array = pool.sharedArray(Float64Array, counted(100));
    const combine = (): never => {
      throw new Error('no combining');
    };
    const error = await rejection(pool.scan('runningTotal', array, { combine, output: array, grain: 10 }));
    expect((error as Error).message).toBe('no combining');
    expect([...array]).toEqual(counted(100));
  });
});

describe('arrays that overlap', () => {
  it('are seen over different buffers of one memory', async () => {
    const pool = openKernels();
    const input = pool.sharedArray(Float64Array, counted(100));
    pool.memory.grow(1);
    const over = (byteOffset: number): Float64Array => new Float64Array(pool.memory.buffer, byteOffset, 100);
    for (const place of [8, -8, 64]) {
      const output = over(input.byteOffset + place);
      expect(output.buffer).not.toBe(input.buffer);
      const error = await rejection(pool.mapBlocks('addIndex', input, { output }));
      expect((error as Error).message).toContain('the input itself or apart from it, got one that overlaps it');
    }
    const same = over(input.byteOffset);
    await pool.scan('runningTotal', input, { combine: 'add', output: same, grain: 7 });
    expect([...input]).toEqual(runningTotals(100));
  });

  it('are those of one place and different classes too', async () => {
    const pool = openKernels();
    const input = pool.sharedArray(Float64Array, 10);
    const output = new BigInt64Array(input.buffer, input.byteOffset, 10);
    expect(await rejection(pool.scan('runningTotal', input, { combine: 'add', output }))).toBeInstanceOf(RangeError);
  });
});

describe('a module without a shared memory', () => {
  it('runs no calls that work on arrays, but those on ranges', async () => {
    const pool = openText(
      '(module (func (export "block") (param i32 i32 i32)) (func (export "range") (param i32 i32)))',
    );
    const error = await rejection(pool.reduce('block', new Float64Array(1), { combine: 'block' }));
    expect((error as Error).message).toContain('Expected a module that imports its memory');
    await pool.parallelFor('range', { end: 10 });
  });
});
