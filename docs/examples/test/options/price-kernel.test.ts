import { expect, test } from 'vitest';
import { blackScholes, normalDistribution } from '../../src/options/black-scholes.js';
import type { Calls } from '../../src/options/contract.js';
import { estimatesOf } from '../../src/options/estimates.js';
import { PATHS_PER_BATCH, simulateBatches, sumsAt } from '../../src/options/price-kernel.js';
import { errorInStandardErrors, priceTable } from '../../src/options/price-table.js';

const CALLS: Calls = { spot: 100, rate: 0.05, volatility: 0.2, years: 1, strikes: [80, 100, 130] };

function simulated(calls: Calls, batches: number, cuts: readonly number[] = []): Float64Array {
  const sums = new Float64Array(sumsAt(batches, calls.strikes.length));
  const edges = [0, ...cuts, batches];
  edges.slice(1).forEach((end, index) => simulateBatches(edges[index]!, end, calls, sums));
  return sums;
}

function largestError(sums: Float64Array, calls: Calls): number {
  const errors = estimatesOf(sums, calls.strikes.length).map((estimate, index) => {
    const strike = calls.strikes[index]!;
    return errorInStandardErrors({ ...estimate, strike, exact: blackScholes(calls, strike) });
  });
  return Math.max(...errors);
}

// The textbook case: Hull, "Options, Futures, and Other Derivatives", has 4.76 for 42, 40, 10 %, 20 % and half a year.
test('knows the prices of textbooks in closed form', () => {
  expect(blackScholes({ spot: 42, rate: 0.1, volatility: 0.2, years: 0.5, strikes: [] }, 40)).toBeCloseTo(4.76, 2);
  expect(blackScholes(CALLS, 100)).toBeCloseTo(10.450_583_572_185_57, 11);
});

test('knows the normal distribution', () => {
  const values = [-3, -1, 0, 1, 1.959_963_984_540_054].map(normalDistribution);
  const known = [0.001_349_898_031_630_094_6, 0.158_655_253_931_457_05, 0.5, 0.841_344_746_068_542_9, 0.975];
  expect(values).toEqual(known.map((value) => expect.closeTo(value, 14)));
});

test('comes within four standard errors of the closed form', () => {
  expect(largestError(simulated(CALLS, 64), CALLS)).toBeLessThan(4);
});

test('is farther off where the simulation has another rate', () => {
  expect(largestError(simulated({ ...CALLS, rate: 0.06 }, 64), CALLS)).toBeGreaterThan(4);
});

test('gives the same bits however the batches are cut into blocks', () => {
  expect(simulated(CALLS, 12, [1, 5, 11])).toEqual(simulated(CALLS, 12));
});

test('tells the mean of what was paid, and its standard error', () => {
  const paid = Array.from({ length: PATHS_PER_BATCH }, (_, path) => path % 2);
  const sum = paid.reduce((total, value) => total + value, 0);
  const [estimate] = estimatesOf(Float64Array.of(sum, sum), 1);
  expect(estimate!.mean).toBe(0.5);
  expect(estimate!.standardError).toBeCloseTo(0.5 / Math.sqrt(PATHS_PER_BATCH - 1), 12);
});

test('prints a call as a line of columns', () => {
  const lines = priceTable([{ strike: 2500, mean: 468.7117, standardError: 0.17, exact: 468.82261 }]).split('\n');
  expect(lines[1]).toBe('  2500  468.712           0.170        468.823');
});
