import { describe, expectTypeOf, it } from 'vitest';
import {
  type ForKernel,
  type MapKernel,
  type Pool,
  type ReduceKernel,
  type ScanKernel,
  sharedArray,
} from '../../src/index.ts';
import type * as kernels from './numeric-kernels.ts';

type Kernels = typeof kernels;

/** The type of what a use of a pool gives; it is never called. */
function given<R>(_use: (pool: Pool<Kernels>) => R): R {
  return undefined as R;
}

const numbers = new Float64Array(10);
const bytes = new Uint8Array(10);
const options = { signal: AbortSignal.abort(), timeoutMs: 1000, graceMs: 0, onProgress: () => {} };

describe('a range', () => {
  it('takes kernels whose first two parameters are numbers', () => {
    expectTypeOf<'fill'>().toExtend<ForKernel<Kernels>>();
    expectTypeOf<'tick'>().toExtend<ForKernel<Kernels>>();
    expectTypeOf<'square'>().not.toExtend<ForKernel<Kernels>>();
    expectTypeOf<'join'>().not.toExtend<ForKernel<Kernels>>();
  });

  it('gives nothing, and takes the further arguments of its kernel', () => {
    expectTypeOf(given((pool) => pool.parallelFor('fill', { end: 10 }, [numbers, 1]))).toEqualTypeOf<Promise<void>>();
    void given((pool) => pool.parallelFor('fill', { begin: 1, end: 10, grain: 2 }, [numbers, 1], options));
    void given((pool) => pool.parallelFor('tick', { end: 10 }));
    void given((pool) => pool.parallelFor('tick', { end: 10 }, [], options));
  });
});

describe('blocks of an array', () => {
  it('become an array of the class that the kernel fills', () => {
    expectTypeOf(given((pool) => pool.mapBlocks('square', numbers))).toEqualTypeOf<Promise<Float64Array>>();
    expectTypeOf(
      given((pool) =>
        pool.mapBlocks('quantize', new Float32Array(9), { args: [3], output: sharedArray(Uint8Array, 9) }, options),
      ),
    ).toEqualTypeOf<Promise<Uint8Array>>();
  });

  it('come from shared arrays, and from arrays of numbers where they are float64', () => {
    void given((pool) => pool.mapBlocks('square', sharedArray(Float64Array, 9), { grain: 3 }));
    void given((pool) => pool.mapBlocks('square', [1, 2, 3], { output: numbers }));
  });

  it('have kernels with an output of their own class as their third parameter', () => {
    expectTypeOf<'square' | 'quantize'>().toExtend<MapKernel<Kernels>>();
    expectTypeOf<'join'>().not.toExtend<MapKernel<Kernels>>();
  });
});

describe('a reduction', () => {
  it('gives what the kernel gives, awaited', () => {
    expectTypeOf(given((pool) => pool.reduce('sum', numbers, { combine: 'add' }))).toEqualTypeOf<Promise<number>>();
    expectTypeOf(
      given((pool) => pool.reduce('later', numbers, { combine: (a, b) => a + b, initial: 1 }, options)),
    ).toEqualTypeOf<Promise<number>>();
    expectTypeOf(
      given((pool) => pool.reduce('histogram', bytes, { combine: 'addAll', args: [256], grain: 10 })),
    ).toEqualTypeOf<Promise<Uint32Array>>();
  });

  it('takes kernels of a block', () => {
    expectTypeOf<'sum' | 'histogram' | 'later'>().toExtend<ReduceKernel<Kernels>>();
    expectTypeOf<'join'>().not.toExtend<ReduceKernel<Kernels>>();
  });
});

describe('a scan', () => {
  it('gives the array that the kernel fills', () => {
    expectTypeOf(given((pool) => pool.scan('prefix', numbers, { combine: 'add' }))).toEqualTypeOf<
      Promise<Float64Array>
    >();
    void given((pool) => pool.scan('scaled', [1, 2], { combine: (a, b) => a + b, args: [2] }, options));
  });

  it('takes kernels whose carry may be missing', () => {
    expectTypeOf<'prefix' | 'scaled'>().toExtend<ScanKernel<Kernels>>();
    expectTypeOf<'square'>().not.toExtend<ScanKernel<Kernels>>();
  });
});

describe('a pool without the type of its module', () => {
  it('takes any kernel with any arguments', () => {
    const use = (_use: (pool: Pool) => unknown): void => {};
    use((pool) => pool.parallelFor('any', { end: 1 }, [1, 'two']));
    use((pool) => pool.mapBlocks('any', bytes, { output: numbers, args: [1] }));
    use((pool) => pool.mapBlocks('any', [1, 2]));
    use((pool) => pool.reduce('any', bytes, { combine: 'other', initial: 'text' }));
    use((pool) => pool.scan('any', bytes, { combine: (a: number, b: number) => a + b, args: [{}] }));
  });

  it('is the same for functions that are sent as they stand here', () => {
    const use = (_use: (pool: Pool<{ sum: (block: Float64Array) => number }>) => unknown): void => {};
    use((pool) => pool.reduce('sum', numbers, { combine: (a, b) => a + b }));
  });
});
