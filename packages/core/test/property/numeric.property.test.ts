import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Pool, sharedArray, type TypedArray, type TypedArrayConstructor } from '../../dist/index.js';
import { add, type AnyArray, pieces, serialPrefix, serialSum } from '../serial-blocks.ts';

const seed = Number(process.env['RINGPOOL_SEED'] ?? Date.now() % 2 ** 31);
console.log(`numeric.property: RINGPOOL_SEED=${seed}`);

const KERNELS = new URL('../fixtures/numeric-kernels.mjs', import.meta.url);
const SETTINGS = [
  { workers: 1 },
  { workers: 2, ringBytes: 4096 },
  { workers: 3, concurrency: 4 },
  { workers: 7, maxTasksPerWorker: 200 },
];
const pools: Pool[] = [];

beforeAll(() => {
  pools.push(...SETTINGS.map((options) => new Pool(KERNELS, options)));
});

afterAll(async () => {
  await Promise.all(pools.map((pool) => pool.terminate()));
});

const CLASSES = [Float64Array, Float32Array, Int32Array, Uint8Array, BigInt64Array] as const;

const anyPool = fc.constantFrom(0, 1, 2, 3);
const anyGrain = fc.oneof(fc.integer({ min: 1, max: 9 }), fc.constantFrom(63, 64, 65, 1024));
const anyClass = fc.constantFrom(...CLASSES);

/** Lengths at and beside edges of blocks, none and one among them. */
const anyCut = anyGrain.chain((grain) =>
  fc
    .tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: -1, max: 1 }))
    .map(([blocks, beside]) => ({ grain, length: Math.max(0, blocks * grain + beside) })),
);

/** Elements that make sums round where they can. */
function filled(constructor: (typeof CLASSES)[number], length: number, start: number): AnyArray {
  const array = new constructor(length) as AnyArray;
  for (let index = 0; index < length; index += 1) {
    const value = Math.sin(start + index) * 10 ** ((start + index) % 9);
    array[index] = (array instanceof BigInt64Array ? BigInt(Math.trunc(value)) : value) as never;
  }
  return array;
}

function shared(array: AnyArray): AnyArray {
  return sharedArray(array.constructor as unknown as TypedArrayConstructor<TypedArray>, array as never) as AnyArray;
}

const anyArray = fc
  .record({ cut: anyCut, constructor: anyClass, start: fc.nat(1000), isShared: fc.boolean() })
  .map(({ cut, constructor, start, isShared }) => {
    const array = filled(constructor, cut.length, start);
    return { array: isShared ? shared(array) : array, grain: cut.grain };
  });

/** By name, and so in a worker, or here. */
type Combine = 'add' | ((left: unknown, right: unknown) => unknown);

const runs = { seed, numRuns: 80 };

describe('a parallelFor', () => {
  it('takes each step of its range once, in the blocks that follow from length and grain', async () => {
    const property = async (pool: number, cut: { grain: number; length: number }, begin: number): Promise<void> => {
      const counts = sharedArray(Int32Array, cut.length);
      const range = { begin, end: begin + cut.length, grain: cut.grain };
      await pools[pool]!.parallelFor('count', range, [counts, begin]);
      expect([...counts]).toEqual(Array(cut.length).fill(1));
    };
    await fc.assert(fc.asyncProperty(anyPool, anyCut, fc.integer({ min: -5000, max: 5000 }), property), runs);
  });

  it('has the blocks that follow from length and grain', async () => {
    const property = async (pool: number, { grain, length }: { grain: number; length: number }): Promise<void> => {
      const begins = sharedArray(Int32Array, Array(length).fill(-1) as number[]);
      const ends = sharedArray(Int32Array, begins);
      await pools[pool]!.parallelFor('noteRange', { end: length, grain }, [begins, ends]);
      const seen = [...begins].flatMap((begin, index) => (begin < 0 ? [] : [{ begin, end: ends[index]! }]));
      expect(seen).toEqual(pieces(length, grain));
    };
    await fc.assert(fc.asyncProperty(anyPool, anyCut, property), runs);
  });
});

describe('a mapBlocks', () => {
  const anyOutput = fc.constantFrom('none', 'shared', 'unshared', 'the input');

  it('fills an output as a loop would, wherever input and output lie', async () => {
    const property = async (
      pool: number,
      { array, grain }: { array: AnyArray; grain: number },
      where: string,
      kernel: string,
    ): Promise<void> => {
      const expected = array.map(((value: number) => value + value) as never) as AnyArray;
      const output = { shared: shared(array), unshared: array.slice(), 'the input': array, none: undefined }[where];
      const result = await pools[pool]!.mapBlocks(kernel, array, output === undefined ? { grain } : { grain, output });
      expect(result).toEqual(expected);
      expect(output === undefined || result === output).toBe(true);
      expect(result.buffer.constructor).toBe((output ?? array).buffer.constructor);
    };
    const kernels = fc.constantFrom('double', 'doubleLater');
    await fc.assert(fc.asyncProperty(anyPool, anyArray, anyOutput, kernels, property), runs);
  });

  it('tells its kernel where a block lies, and the further arguments', async () => {
    const property = async (pool: number, { length, grain }: { length: number; grain: number }): Promise<void> => {
      const numbers = Array.from({ length }, (_, index) => index * 2);
      const result = await pools[pool]!.mapBlocks('shift', numbers, { grain, args: [0.5] });
      expect([...result]).toEqual(numbers.map((value, index) => value + index + 0.5));
    };
    await fc.assert(fc.asyncProperty(anyPool, anyCut, property), runs);
  });
});

describe('a reduce', () => {
  const anyCombine = fc.constantFrom<Combine>('add', add as Combine & object);

  it('has the bits of the same tree in one thread', async () => {
    const property = async (
      pool: number,
      { array, grain }: { array: AnyArray; grain: number },
      combine: Combine,
    ): Promise<void> => {
      fc.pre(array.length > 0);
      expect(await pools[pool]!.reduce('sum', array, { combine, grain })).toBe(serialSum(array, grain));
    };
    await fc.assert(fc.asyncProperty(anyPool, anyArray, anyCombine, property), runs);
  });

  it('puts neighbours together in their order, what comes before all of them first', async () => {
    const property = async (
      pool: number,
      { length, grain }: { length: number; grain: number },
      combine: Combine,
      kernel: string,
    ): Promise<void> => {
      const array = Uint8Array.from({ length }, (_, index) => index);
      const result = await pools[pool]!.reduce(kernel, array, { combine, grain, initial: '^' });
      const texts = pieces(length, grain).map(({ begin, end }) => `${begin}:${array.slice(begin, end).join()};`);
      expect(result).toBe(`^${texts.join('')}`);
    };
    const kernels = fc.constantFrom('text', 'asyncText');
    await fc.assert(fc.asyncProperty(anyPool, anyCut, anyCombine, kernels, property), runs);
  });
});

describe('a scan', () => {
  const anyCombine = fc.constantFrom<Combine>('add', add as Combine & object);
  const anyOutput = fc.constantFrom('none', 'shared', 'unshared', 'the input');

  it('has the bits of the same blocks in one thread', async () => {
    const property = async (
      pool: number,
      { array, grain }: { array: AnyArray; grain: number },
      combine: Combine,
      where: string,
    ): Promise<void> => {
      const expected = serialPrefix(array, grain);
      const output = { shared: shared(array), unshared: array.slice(), 'the input': array, none: undefined }[where];
      const result = await pools[pool]!.scan(
        'prefix',
        array,
        output === undefined ? { combine, grain } : { combine, grain, output },
      );
      expect(result).toEqual(expected);
    };
    await fc.assert(fc.asyncProperty(anyPool, anyArray, anyCombine, anyOutput, property), runs);
  });
});
