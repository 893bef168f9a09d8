/** What is the right to buy the S&P 500 in a year worth? Simulated futures, on one thread and then by a pool. */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { sharedArray } from 'ringpool';
import type { Pool } from 'ringpool';
import { blackScholes } from './options/black-scholes.js';
import type { Calls } from './options/contract.js';
import { estimatesOf } from './options/estimates.js';
import * as kernel from './options/price-kernel.js';
import { errorInStandardErrors, priceTable } from './options/price-table.js';
import { loadShareIndex, volatilityOf } from './options/share-index.js';
import { printComparison, sameBits } from './program/comparison.js';
import { printCheck } from './program/known-answer.js';
import { positiveInteger } from './program/positive-integer.js';
import { sideBySide } from './program/side-by-side.js';

/** A block takes some 10 ms. */
const BATCHES_PER_BLOCK = 16;

/** One estimate in 15,000 is farther from the truth than this. */
const STANDARD_ERRORS = 4;

const { values: options } = parseArgs({
  options: {
    batches: { type: 'string', default: '8192' },
    workers: { type: 'string', default: String(availableParallelism()) },
  },
});
const batches = positiveInteger('batches', options.batches);
const workers = positiveInteger('workers', options.workers);

const values = await loadShareIndex();
const calls: Calls = {
  spot: values.at(-1)!,
  rate: 0.01,
  volatility: volatilityOf(values),
  years: 1,
  strikes: [2500, 2750, 3000, 3250, 3500],
};
const paths = batches * kernel.PATHS_PER_BATCH;
console.log(`S&P 500 at ${calls.spot}, volatility ${(100 * calls.volatility).toFixed(1)} % a year; ${paths} paths\n`);

const { onOneThread, onThePool, ...times } = await sideBySide({
  module: new URL('./options/price-kernel.js', import.meta.url),
  workers,
  onOneThread() {
    const sums = noSums();
    kernel.simulateBatches(0, batches, calls, sums);
    return sums;
  },
  async onThePool(pool: Pool<typeof kernel>) {
    const sums = noSums();
    await pool.parallelFor('simulateBatches', { end: batches, grain: BATCHES_PER_BLOCK }, [calls, sums]);
    return sums;
  },
});

const priced = estimatesOf(onThePool, calls.strikes.length).map((estimate, index) => {
  const strike = calls.strikes[index]!;
  return { strike, ...estimate, exact: blackScholes(calls, strike) };
});
console.log(priceTable(priced));
console.log();
printCheck({
  what: 'largest error of a price, in standard errors',
  computed: Math.max(...priced.map(errorInStandardErrors)),
  known: 0,
  tolerance: STANDARD_ERRORS,
});
printComparison({ identical: sameBits(onOneThread, onThePool), ...times, workers });

function noSums(): Float64Array {
  return sharedArray(Float64Array, kernel.sumsAt(batches, calls.strikes.length));
}
