import { build } from 'esbuild';
import { fileURLToPath } from 'node:url';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { Pool } from '../dist/index.js';
import { type RandomStream, randomStream } from '../dist/random/index.js';
import { referenceBlock } from './reference-philox.ts';

function take<T>(count: number, draw: () => T): T[] {
  return Array.from({ length: count }, draw);
}

/** The array that a stream has filled. */
function filled<A extends Parameters<RandomStream['fill']>[0]>(stream: RandomStream, array: A): A {
  return stream.fill(array);
}

function sorted(array: readonly number[]): number[] {
  return [...array].sort((a, b) => a - b);
}

describe('randomStream', () => {
  it('takes the seed for the key, the index for the upper half of the counter, and counts in the lower', () => {
    const stream = randomStream(2n ** 63n + 5n, 2n ** 40n + 7n);
    const blocks = [0, 1, 2, 30].map((block) => referenceBlock([block, 0, 7, 256], [5, 0x8000_0000]));
    const words = take(31 * 4, () => stream.nextUint32());
    expect([...words.slice(0, 12), ...words.slice(120)]).toEqual(blocks.flat());
  });

  it('gives the same numbers for a seed as a number and as a bigint', () => {
    const streams = [randomStream(2 ** 52 + 1, 3), randomStream(2n ** 52n + 1n, 3n)];
    const [left, right] = streams.map((stream) => take(20, () => stream.uniform()));
    expect(left).toEqual(right);
  });

  it('gives other numbers for another seed and for another index', () => {
    const words = [randomStream(1, 0), randomStream(1, 1), randomStream(2, 0)].flatMap((stream) =>
      take(100, () => stream.nextUint32()),
    );
    expect(new Set(words).size).toBe(300);
  });

  it('takes the smallest and the greatest seed and index', () => {
    for (const edge of [0, 0n, Number.MAX_SAFE_INTEGER, 2n ** 64n - 1n]) {
      expect(randomStream(edge, edge).uniform()).toBeLessThan(1);
    }
  });

  it.each([-1, 0.5, NaN, Infinity, 2 ** 53, -1n, 2n ** 64n])('refuses the seed and the index %s', (value) => {
    expect(() => randomStream(value, 0)).toThrow(RangeError);
    expect(() => randomStream(value, 0)).toThrow('Expected `seed` to be');
    expect(() => randomStream(0, value)).toThrow('Expected `index` to be');
  });

  it.each([undefined, null, '1', {}])('refuses %s as a seed', (value) => {
    expect(() => randomStream(value as never, 0)).toThrow(TypeError);
    expect(() => randomStream(value as never, 0)).toThrow('Expected `seed` to be an integer');
  });

  // Written down once: whoever changes what comes out of a seed has to change them, and say so.
  it('gives these numbers, on every machine', () => {
    const stream = randomStream(42, 7);
    const drawn = [
      stream.nextUint32(),
      stream.uniform(),
      stream.uniform(-1, 1),
      stream.integer(0, 1000),
      stream.integer(0, 2 ** 40),
      stream.normal(),
      stream.normal(10, 2),
    ];
    expect(drawn).toEqual([
      1_743_679_276, 0.895_813_989_816_677_9, -0.332_409_755_916_635, 375, 820_820_196_192, -0.909_516_743_389_976_3,
      9.183_155_803_610_935,
    ]);
  });
});

describe('uniform', () => {
  it('gives multiples of 2⁻⁵³ from 0 up to, not including, 1', () => {
    const stream = randomStream(1, 0);
    for (const value of take(1000, () => stream.uniform())) {
      expect(value >= 0 && value < 1 && Number.isInteger(value * 2 ** 53)).toBe(true);
    }
  });

  it('takes all 53 bits of two words', () => {
    const [words, stream] = [randomStream(3, 1), randomStream(3, 1)];
    const bits = (BigInt(words.nextUint32()) >> 5n) * 2n ** 26n + (BigInt(words.nextUint32()) >> 6n);
    expect(stream.uniform()).toBe(Number(bits) / 2 ** 53);
  });

  it('never gives the upper bound, not even where rounding would', () => {
    const stream = randomStream(1, 0);
    const next = 1 + Number.EPSILON;
    for (const value of take(100, () => stream.uniform(1, next))) expect(value).toBe(1);
  });

  it.each([
    [1, 1],
    [2, 1],
    [NaN, 1],
    [0, Infinity],
    [-Number.MAX_VALUE, Number.MAX_VALUE],
  ])('refuses the bounds %s and %s', (low, high) => {
    expect(() => randomStream(1, 0).uniform(low, high)).toThrow(RangeError);
  });

  it('refuses one bound alone', () => {
    const stream = randomStream(1, 0);
    expect(() => (stream.uniform as (low: number) => number)(1)).toThrow(TypeError);
    expect(() => stream.uniform(undefined as never, 1)).toThrow('Expected `low` to be a number, got undefined.');
  });
});

describe('integer', () => {
  it('gives the one integer there is between neighbours', () => {
    const stream = randomStream(1, 0);
    expect(take(10, () => stream.integer(-5, -4))).toEqual(new Array(10).fill(-5));
  });

  it.each([
    [0, 2 ** 32],
    [-(2 ** 31), 2 ** 31],
    [0, 2 ** 32 + 1],
    [-(2 ** 52), 2 ** 52],
    [-1, 2 ** 53 - 1],
    [0, Number.MAX_SAFE_INTEGER],
  ])('stays within %d and %d, and reaches both halves', (low, high) => {
    const stream = randomStream(1, 0);
    const drawn = take(200, () => stream.integer(low, high));
    expect(drawn.every((value) => Number.isSafeInteger(value) && value >= low && value < high)).toBe(true);
    const middle = low + (high - low) / 2;
    expect(drawn.some((value) => value < middle) && drawn.some((value) => value >= middle)).toBe(true);
  });

  it.each([
    [0, 0],
    [1, 0],
    [0.5, 2],
    [0, 2 ** 53],
    [-(2 ** 53) + 1, 2 ** 53 - 1],
  ])('refuses the bounds %d and %d', (low, high) => {
    expect(() => randomStream(1, 0).integer(low, high)).toThrow(RangeError);
  });

  it('refuses bounds whose distance only seems to be 2⁵³, as it is rounded', () => {
    const [low, high] = [-2, 2 ** 53 - 1];
    expect(high - low).toBe(2 ** 53);
    expect(() => randomStream(1, 0).integer(low, high)).toThrow(
      new RangeError(`Expected \`low\` and \`high\` to be safe integers at most 2⁵³ apart, got ${low} and ${high}.`),
    );
  });
});

describe('normal', () => {
  it('moves and widens what it gives by mean and deviation', () => {
    const [plain, moved] = [randomStream(5, 5), randomStream(5, 5)];
    expect(take(9, () => moved.normal(100, 8))).toEqual(take(9, () => 100 + 8 * plain.normal()));
  });

  it('gives the mean for a deviation of 0', () => {
    expect(randomStream(1, 0).normal(3, 0)).toBe(3);
  });

  it.each([
    [NaN, 1],
    [0, -1],
    [0, Infinity],
  ])('refuses the mean %d with the deviation %d', (mean, deviation) => {
    expect(() => randomStream(1, 0).normal(mean, deviation)).toThrow(RangeError);
  });
});

describe('fill', () => {
  it('gives a Float64Array what `uniform` gives', () => {
    const [filling, drawing] = [randomStream(8, 1), randomStream(8, 1)];
    const array = new Float64Array(1000);
    expect(filled(filling, array)).toBe(array);
    expect([...array]).toEqual(take(1000, () => drawing.uniform()));
    expect(filling.nextUint32()).toBe(drawing.nextUint32());
  });

  it('gives a Float32Array the upper 24 bits of a word each, exactly', () => {
    const words = randomStream(8, 2);
    const array = filled(randomStream(8, 2), new Float32Array(100));
    expect([...array]).toEqual(take(100, () => (words.nextUint32() >>> 8) / 2 ** 24));
  });

  const { Float16Array } = globalThis as { Float16Array?: new (length: number) => Float32Array };
  // There is nothing to fill before Node 24, which has the class.
  const halves = Float16Array === undefined ? [] : [Float16Array];
  it.each(halves)('gives a %o the upper 11 bits', (kind) => {
    const words = randomStream(8, 2);
    const array = filled(randomStream(8, 2), new kind(1000));
    expect([...array]).toEqual(take(1000, () => (words.nextUint32() >>> 21) / 2 ** 11));
  });

  const kinds = [
    [Int8Array, 24],
    [Uint8Array, 24],
    [Uint8ClampedArray, 24],
    [Int16Array, 16],
    [Uint16Array, 16],
    [Int32Array, 0],
    [Uint32Array, 0],
  ] as const;
  it.each(kinds)('gives a %o the upper bits of a word each', (kind, unused) => {
    const words = randomStream(8, 3);
    const array = filled(randomStream(8, 3), new kind(100));
    expect([...array]).toEqual([...kind.from(take(100, () => words.nextUint32() >>> unused))]);
  });

  it.each([BigInt64Array, BigUint64Array])('gives a %o two words each', (kind) => {
    const words = randomStream(8, 4);
    const array = filled(randomStream(8, 4), new kind(10));
    const values = take(10, () => (BigInt(words.nextUint32()) << 32n) | BigInt(words.nextUint32()));
    expect([...array]).toEqual([...kind.from(values)]);
  });

  it('fills shared memory, and a part of an array alone', () => {
    const array = new Float64Array(new SharedArrayBuffer(80));
    randomStream(1, 1).fill(array.subarray(2, 4));
    expect([...array].map((value) => value !== 0)).toEqual([...Array(10).keys()].map((at) => at === 2 || at === 3));
  });

  it.each([[[1, 2]], [new DataView(new ArrayBuffer(8))], [null]])('refuses %o', (value) => {
    expect(() => randomStream(1, 1).fill(value as never)).toThrow(TypeError);
  });
});

describe('shuffle', () => {
  it('keeps the elements of an array and gives it back', () => {
    const array = take(100, () => 0).map((_, at) => at);
    expect(randomStream(1, 1).shuffle(array)).toBe(array);
    expect(array).not.toEqual(sorted(array));
    expect(sorted(array)).toEqual([...Array(100).keys()]);
  });

  it('orders a typed array as it does an array', () => {
    const typed = randomStream(4, 4).shuffle(Uint8Array.from(Array(50).keys()));
    expect([...typed]).toEqual(randomStream(4, 4).shuffle([...Array(50).keys()]));
  });

  it.each([[[]], [['one']]])('leaves %o as it is, and draws nothing', (array) => {
    const [used, fresh] = [randomStream(1, 1), randomStream(1, 1)];
    expect(used.shuffle([...array])).toEqual(array);
    expect(used.nextUint32()).toBe(fresh.nextUint32());
  });

  it('refuses what is no array', () => {
    expect(() => randomStream(1, 1).shuffle(7 as never)).toThrow('Expected an array, got 7.');
  });
});

describe('choice', () => {
  it('gives elements of arrays, typed arrays and strings', () => {
    const stream = randomStream(1, 1);
    expect(['a', 'b']).toContain(stream.choice(['a', 'b']));
    expect(stream.choice(Float32Array.of(0.5))).toBe(0.5);
    expect(stream.choice('x')).toBe('x');
  });

  it('has the type of the elements', () => {
    expectTypeOf(randomStream(1, 1).choice([1, 'a'])).toEqualTypeOf<number | string>();
  });

  it('refuses an empty array', () => {
    expect(() => randomStream(1, 1).choice([])).toThrow(RangeError);
  });
});

describe('the entry', () => {
  it('loads nothing of the pool', async () => {
    const entry = fileURLToPath(new URL('../dist/random/index.js', import.meta.url));
    const { metafile } = await build({ entryPoints: [entry], bundle: true, write: false, metafile: true });
    const others = Object.keys(metafile.inputs).filter((file) => !file.includes('dist/random/'));
    expect(others.map((file) => file.slice(file.indexOf('dist/')))).toEqual([
      'dist/codec/thread-bound.js',
      'dist/option-checks.js',
    ]);
  });
});

describe('a stream', () => {
  it('cannot be sent to a task, nor cloned', async () => {
    const pool = Pool.inline({ draw: (stream: { uniform(): number }) => stream.uniform() }, { workers: 1 });
    try {
      await expect(pool.apply('draw', [randomStream(1, 1)])).rejects.toThrow(
        /RandomStream, which belongs to the thread/,
      );
    } finally {
      await pool.terminate();
    }
    expect(() => structuredClone(randomStream(1, 1))).toThrow(/RandomStream/);
  });
});
