import { randomStream } from 'ringpool/random';
import type { RandomStream } from 'ringpool/random';
import type { Calls } from './contract.js';

export const PATHS_PER_BATCH = 4096;

const SEED = 1;

/** Where the sums of a batch begin: for each strike the sum of what it paid, and that of its squares. */
export function sumsAt(batch: number, strikes: number): number {
  return 2 * batch * strikes;
}

/**
 * Simulates batches of paths and adds up what each call pays at the end, at today's value. A batch draws from the random stream of its
 * own number: who computes it, and together with which others, changes nothing.
 */
export function simulateBatches(begin: number, end: number, calls: Calls, sums: Float64Array): void {
  const strikes = Float64Array.from(calls.strikes);
  for (let batch = begin; batch < end; batch++) {
    const start = sumsAt(batch, strikes.length);
    addPaths(calls, strikes, randomStream(SEED, batch), sums.subarray(start, start + 2 * strikes.length));
  }
}

/** All the time is spent here, most of it on random numbers. */
function addPaths(calls: Calls, strikes: Float64Array, random: RandomStream, sums: Float64Array): void {
  const { spot, rate, volatility, years } = calls;
  const drift = (rate - volatility ** 2 / 2) * years;
  const deviation = volatility * Math.sqrt(years);
  const discount = Math.exp(-rate * years);
  for (let path = 0; path < PATHS_PER_BATCH; path++) {
    const final = spot * Math.exp(random.normal(drift, deviation));
    for (let index = 0; index < strikes.length; index++) {
      const paid = discount * Math.max(final - strikes[index]!, 0);
      sums[2 * index]! += paid;
      sums[2 * index + 1]! += paid * paid;
    }
  }
}
