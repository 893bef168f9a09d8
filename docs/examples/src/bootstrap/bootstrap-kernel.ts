import type { HourlyDelays } from './hourly-delays.js';
import { Xoshiro128 } from './xoshiro128.js';

/** What one task does: the resamples from `begin` up to, not including, `end`. Its arrays are shared, so they travel by reference. */
export interface ResampleTask {
  readonly sample: HourlyDelays;
  readonly begin: number;
  readonly end: number;

  /** Where the results go: see {@link statisticRow}. Two tasks never write to the same element. */
  readonly statistics: Float64Array;
}

const SEED = 1;

/** A counter for each value an Int16 can have. Every thread has its own, and allocates it once. */
const counts = new Int32Array(65_536);
const COUNT_OF_ZERO = 32_768;

/**
 * The statistics are a table: a row for the mean and one for the median of each hour, a column for each resample. This is the index
 * where a row begins.
 */
export function statisticRow(hour: number, statistic: 'mean' | 'median', resamples: number): number {
  return (2 * hour + (statistic === 'mean' ? 0 : 1)) * resamples;
}

/**
 * Draws every hour's flights again, with replacement, once for each resample of the task, and notes mean and median of what was
 * drawn. A resample's random numbers depend on its index alone: who computes it, and together with which others, changes nothing.
 */
export function resampleRange({ sample, begin, end, statistics }: ResampleTask): void {
  const hours = sample.hourStarts.length - 1;
  const resamples = statistics.length / (2 * hours);
  for (let index = begin; index < end; index++) {
    const generator = Xoshiro128.ofStream(SEED, index);
    for (let hour = 0; hour < hours; hour++) {
      const first = sample.hourStarts[hour]!;
      const flights = sample.hourStarts[hour + 1]! - first;
      counts.fill(0, COUNT_OF_ZERO + sample.lowest, COUNT_OF_ZERO + sample.highest + 1);
      const sum = drawAndCount(sample.delays, first, flights, generator);
      statistics[statisticRow(hour, 'mean', resamples) + index] = sum / flights;
      statistics[statisticRow(hour, 'median', resamples) + index] = medianOfCounts(flights, sample.lowest);
    }
  }
}

/**
 * Draws as many delays as there are, counts each value, and gives their sum. All the time of this example is spent here: `| 0` cuts
 * the fraction off in one instruction, where `Math.floor` makes the loop take twice as long.
 */
function drawAndCount(delays: Int16Array, first: number, flights: number, generator: Xoshiro128): number {
  const scale = flights / 2 ** 32;
  let sum = 0;
  for (let draw = 0; draw < flights; draw++) {
    const delay = delays[first + ((generator.nextUint32() * scale) | 0)]!;
    sum += delay;
    counts[COUNT_OF_ZERO + delay]!++;
  }
  return sum;
}

/** Finds the median by walking up the counters: no sorting. With an even number of flights it lies between the middle two. */
function medianOfCounts(flights: number, lowest: number): number {
  const lowerRank = Math.ceil(flights / 2);
  const upperRank = Math.floor(flights / 2) + 1;
  let value = lowest;
  let passed = counts[COUNT_OF_ZERO + value]!;
  while (passed < lowerRank) passed += counts[COUNT_OF_ZERO + ++value]!;
  const lower = value;
  while (passed < upperRank) passed += counts[COUNT_OF_ZERO + ++value]!;
  return (lower + value) / 2;
}
