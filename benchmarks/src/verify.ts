import type { RunningPool } from './contenders/contender.js';

/** A contender gave a wrong result: nothing measured in this run counts. */
export class WrongResultError extends Error {
  override readonly name = 'WrongResultError';
}

/** Integers, fractions, negative numbers, and both sides of the 31-bit integers that V8 treats apart. */
const PROBES = [0, -1, 1.5, 2 ** 30 - 1, 2 ** 31 - 1, 2 ** 40, -(2 ** 52)];

/** Throws unless a pool answers `x + 1` for a few values, alone and all at once. Stands before and after each measurement. */
export async function checkPool(pool: RunningPool): Promise<void> {
  for (const x of PROBES) checkAddOne(x, await pool.addOne(x));
  const together = await Promise.all(PROBES.map((x) => pool.addOne(x)));
  together.forEach((result, index) => checkAddOne(PROBES[index] ?? Number.NaN, result));
}

export function checkAddOne(x: number, result: number): void {
  if (result !== x + 1) throw new WrongResultError(`Expected ${x} + 1 to be ${x + 1}, got ${String(result)}.`);
}

/** Throws unless `sum` is the sum of `x + 1` for x = 0 … count - 1. */
export function checkSum(count: number, sum: number): void {
  const expected = (count * (count + 1)) / 2;
  if (sum !== expected) {
    throw new WrongResultError(`Expected the ${count} results to add up to ${expected}, got ${sum}.`);
  }
}

/** Throws unless all fingerprints are one and the same. */
export function checkDigests(source: string, digests: readonly string[]): void {
  const { size } = new Set(digests);
  if (size > 1) throw new WrongResultError(`Expected the same bits from every run of ${source}, got ${size} results.`);
}

/** Throws unless `results` are `x + 1` for each of `numbers`, in their order. */
export function checkMapped(numbers: readonly number[], results: readonly number[]): void {
  if (results.length !== numbers.length) {
    throw new WrongResultError(`Expected ${numbers.length} results, got ${results.length}.`);
  }
  numbers.forEach((x, index) => {
    const result = results[index] ?? Number.NaN;
    if (result !== x + 1) checkAddOne(x, result);
  });
}
