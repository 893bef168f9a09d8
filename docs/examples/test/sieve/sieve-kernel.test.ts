import { expect, test } from 'vitest';
import { oddPrimesUpTo } from '../../src/sieve/base-primes.js';
import { countPrimes, SEGMENT_NUMBERS } from '../../src/sieve/sieve-kernel.js';

function counts(limit: number, cuts: readonly number[] = [], basePrimes = oddPrimesUpTo(Math.sqrt(limit))): Int32Array {
  const segments = Math.ceil(limit / SEGMENT_NUMBERS);
  const result = new Int32Array(segments);
  const edges = [0, ...cuts, segments];
  edges.slice(1).forEach((end, index) => countPrimes(edges[index]!, end, limit, basePrimes, result));
  return result;
}

function primesBelow(limit: number): number {
  return counts(limit).reduce((sum, count) => sum + count, 0);
}

function isPrime(number: number): boolean {
  for (let divisor = 2; divisor * divisor <= number; divisor++) if (number % divisor === 0) return false;
  return number > 1;
}

test.each([
  [10, 4],
  [100, 25],
  [1000, 168],
  [10 ** 6, 78_498],
  [10 ** 7, 664_579],
])('counts the primes below %i', (limit, known) => {
  expect(primesBelow(limit)).toBe(known);
});

test('finds the same as trial division, for each even limit up to 400', () => {
  let known = 0;
  for (let limit = 2; limit <= 400; limit += 2) {
    known += Number(isPrime(limit - 1)) + Number(limit === 2);
    expect(primesBelow(limit), `below ${limit}`).toBe(known);
  }
});

test('counts a segment far from the start as trial division does', () => {
  const limit = 12 * SEGMENT_NUMBERS;
  let known = 0;
  for (let number = 11 * SEGMENT_NUMBERS; number < limit; number++) known += Number(isPrime(number));
  expect(counts(limit)[11]).toBe(known);
});

test('gives the same counts however the segments are cut into blocks', () => {
  const limit = 10 ** 7;
  expect(counts(limit, [1, 2, 17, 38])).toEqual(counts(limit));
});

test('counts too many where a base prime is left out', () => {
  const limit = 10 ** 6;
  const damaged = counts(
    limit,
    [],
    oddPrimesUpTo(1000).filter((prime) => prime !== 997),
  );
  // 997² alone of all multiples of 997 below a million has no smaller factor.
  expect(damaged.reduce((sum, count) => sum + count, 0)).toBe(78_499);
});
