import { sharedArray } from 'ringpool';

/** The odd primes up to a small limit, in shared memory. */
export function oddPrimesUpTo(limit: number): Int32Array {
  const primes: number[] = [];
  for (let candidate = 3; candidate <= limit; candidate += 2) {
    if (!primes.some((prime) => candidate % prime === 0)) primes.push(candidate);
  }
  return sharedArray(Int32Array, primes);
}
