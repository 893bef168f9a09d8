import { describe, expect, expectTypeOf, it } from 'vitest';
import { sharedArray } from '../src/numeric/shared-array.js';

const constructors = [
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
] as const;

describe('sharedArray', () => {
  it.each(constructors)('makes a %o of zeros over shared memory of its own', (constructor) => {
    const array = sharedArray<InstanceType<typeof constructor>>(constructor, 3);
    expect(array).toBeInstanceOf(constructor);
    expect([...array]).toEqual([0, 0, 0]);
    expect(array.buffer).toBeInstanceOf(SharedArrayBuffer);
    expect(array.buffer.byteLength).toBe(3 * constructor.BYTES_PER_ELEMENT);
  });

  it.each([BigInt64Array, BigUint64Array])('makes a %o of big integers', (constructor) => {
    const array = sharedArray<BigInt64Array | BigUint64Array>(constructor, [1n, 2n ** 62n]);
    expect([...array]).toEqual([1n, 2n ** 62n]);
    expect([...sharedArray<BigInt64Array | BigUint64Array>(constructor, 1)]).toEqual([0n]);
  });

  const sources: readonly (readonly [string, ArrayLike<number> | Iterable<number>])[] = [
    ['an array', [1.5, -0, 3]],
    ['an array-like', { 0: 1.5, 1: -0, 2: 3, length: 3 }],
    ['a typed array', new Float32Array([1.5, -0, 3])],
    ['an iterable', new Set([1.5, -0, 3])],
    ['another shared array', sharedArray(Float64Array, [1.5, -0, 3])],
  ];

  it.each(sources)('copies the elements of %s', (_, source) => {
    const array = sharedArray(Float64Array, source);
    const zero = source instanceof Set ? 0 : -0;
    expect([...array]).toEqual([1.5, zero, 3]);
    expect(array).not.toBe(source);
  });

  it('takes any iterable that is an object', () => {
    function* count(): Generator<number> {
      yield* [1, 2, 3];
    }
    expect([...sharedArray(Int32Array, count())]).toEqual([1, 2, 3]);
  });

  it('has the type of its class', () => {
    expectTypeOf(sharedArray(Float64Array, 1)).toExtend<Float64Array>();
    expectTypeOf(sharedArray(BigInt64Array, [1n])).toExtend<BigInt64Array>();
  });

  it.each([-1, 1.5, NaN, Infinity, 2 ** 53])('refuses the length %d', (length) => {
    expect(() => sharedArray(Float64Array, length)).toThrow(RangeError);
    expect(() => sharedArray(Float64Array, length)).toThrow('Expected `lengthOrValues` to be an integer of at least 0');
  });

  it('refuses a length for which there is no memory', () => {
    expect(() => sharedArray(Float64Array, 2 ** 50)).toThrow(RangeError);
  });

  it.each([null, undefined, true, {}, 'abc', Symbol('x')])('refuses %o instead of a length or elements', (values) => {
    expect(() => sharedArray(Float64Array, values as never)).toThrow(TypeError);
  });

  it.each([Array, DataView, Map, () => {}, {}, null, undefined, 'Float64Array'])(
    'refuses %o instead of a class of typed arrays',
    (constructor) => {
      expect(() => sharedArray(constructor as never, 1)).toThrow(TypeError);
      expect(() => sharedArray(constructor as never, 1)).toThrow("Expected a typed array's class");
    },
  );

  it('refuses an element that the class cannot hold', () => {
    expect(() => sharedArray(BigInt64Array, [1] as never)).toThrow(TypeError);
  });
});
