import type { Kernel } from './kernel.js';
import { sharedCopy, sharedNumbers } from './kernel.js';

/** Odd numbers of one segment: their marks stay in the first-level cache. */
const SEGMENT_ODDS = 32_768;
const SEGMENT_NUMBERS = 2 * SEGMENT_ODDS;

/** Primes per segment of 65,536 numbers, by Eratosthenes' sieve over the odd numbers; `input` holds the odd base primes. */
export function primeCount(begin: number, end: number, input: Float64Array, output: Float64Array): void {
  const isComposite = new Uint8Array(SEGMENT_ODDS);
  for (let segment = begin; segment < end; segment += 1) {
    isComposite.fill(0);
    markComposites(isComposite, segment * SEGMENT_NUMBERS, input);
    let marked = 0;
    for (let odd = 0; odd < SEGMENT_ODDS; odd += 1) marked += isComposite[odd]!;
    // The first segment has 2, which is no odd number, in place of 1, which is no prime.
    output[segment] = SEGMENT_ODDS - marked;
  }
}

/** Marks the odd multiples, from its square on, of each base prime; `isComposite[k]` stands for `start + 2k + 1`. */
function markComposites(isComposite: Uint8Array, start: number, basePrimes: Float64Array): void {
  for (let index = 0; index < basePrimes.length; index += 1) {
    const prime = basePrimes[index]! | 0;
    const square = prime * prime;
    if (square >= start + SEGMENT_NUMBERS) return;
    for (let odd = firstOddMultiple(prime, square, start); odd < SEGMENT_ODDS; odd += prime) isComposite[odd] = 1;
  }
}

function firstOddMultiple(prime: number, square: number, start: number): number {
  if (square > start) return (square - start - 1) / 2;
  const multiple = start + prime - (start % prime);
  return ((multiple % 2 === 0 ? multiple + prime : multiple) - start - 1) / 2;
}

export const primeCountKernel: Kernel = {
  title: 'prime count',
  name: 'primeCount',
  run: primeCount,
  load: (effort) => {
    const length = effort === 'quick' ? 512 : 2_048;
    const basePrimes = oddPrimesUpTo(Math.sqrt(length * SEGMENT_NUMBERS));
    return { length, input: sharedCopy(basePrimes), output: sharedNumbers(length) };
  },
};

function oddPrimesUpTo(limit: number): readonly number[] {
  const primes: number[] = [];
  for (let candidate = 3; candidate <= limit; candidate += 2) {
    if (!primes.some((prime) => candidate % prime === 0)) primes.push(candidate);
  }
  return primes;
}
