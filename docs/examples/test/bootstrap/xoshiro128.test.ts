import { expect, test } from 'vitest';
import { SplitMix64 } from '../../src/bootstrap/split-mix64.js';
import { Xoshiro128 } from '../../src/bootstrap/xoshiro128.js';

function take(generator: Xoshiro128, count: number): number[] {
  return Array.from({ length: count }, () => generator.nextUint32());
}

// The authors' C program gives these; the Rust crate rand_xoshiro tests against the same.
test('gives the reference numbers for the state 1, 2, 3, 4', () => {
  expect(take(new Xoshiro128(1, 2, 3, 4), 10)).toEqual([
    11_520, 0, 5_927_040, 70_819_200, 2_031_721_883, 1_637_235_492, 1_287_239_034, 3_734_860_849, 3_729_100_597,
    4_258_142_804,
  ]);
});

test('starts a stream from the halves of the first two numbers of SplitMix64', () => {
  const mixer = new SplitMix64((7n << 32n) | 9n);
  const words = [mixer.next(), mixer.next()].flatMap((bits) => [Number(bits & 0xffff_ffffn), Number(bits >> 32n)]);
  const [s0, s1, s2, s3] = words as [number, number, number, number];
  expect(take(Xoshiro128.ofStream(7, 9), 5)).toEqual(take(new Xoshiro128(s0, s1, s2, s3), 5));
});

test('gives different numbers for neighbouring streams and seeds', () => {
  const streams = [Xoshiro128.ofStream(1, 0), Xoshiro128.ofStream(1, 1), Xoshiro128.ofStream(2, 0)];
  expect(new Set(streams.flatMap((stream) => take(stream, 100))).size).toBe(300);
});

test('spreads its numbers evenly', () => {
  const draws = 160_000;
  const buckets = new Uint32Array(16);
  for (const value of take(Xoshiro128.ofStream(1, 2), draws)) buckets[value >>> 28]!++;
  const expected = draws / buckets.length;
  const chiSquare = buckets.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  // The 0.1 % and 99.9 % points of the chi-square distribution with 15 degrees of freedom; the seed is fixed.
  expect(chiSquare).toBeGreaterThan(3.48);
  expect(chiSquare).toBeLessThan(37.7);
});
