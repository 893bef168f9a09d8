import { statisticRow } from './bootstrap-kernel.js';
import { HOURS } from './hourly-delays.js';
import type { HourlyDelays } from './hourly-delays.js';
import { percentileInterval, quantile } from '../data/interval.js';
import type { Interval } from '../data/interval.js';

const CONFIDENCE = 0.95;

/** What the flights themselves show, and how sure one can be of it. */
export interface HourSummary {
  readonly hour: number;
  readonly flights: number;
  readonly mean: number;
  readonly meanInterval: Interval;
  readonly median: number;
  readonly medianInterval: Interval;
}

/** Sums up each hour: the sample's own mean and median, with the intervals that the resamples give. */
export function summariseHours(sample: HourlyDelays, statistics: Float64Array, resamples: number): HourSummary[] {
  return Array.from({ length: HOURS }, (_, hour) => {
    const delays = sample.delays.slice(sample.hourStarts[hour], sample.hourStarts[hour + 1]).sort();
    return {
      hour,
      flights: delays.length,
      mean: delays.reduce((sum, delay) => sum + delay, 0) / delays.length,
      meanInterval: intervalOf(statistics, statisticRow(hour, 'mean', resamples), resamples),
      median: quantile(delays, 0.5),
      medianInterval: intervalOf(statistics, statisticRow(hour, 'median', resamples), resamples),
    };
  });
}

function intervalOf(statistics: Float64Array, rowStart: number, resamples: number): Interval {
  return percentileInterval(statistics.subarray(rowStart, rowStart + resamples), CONFIDENCE);
}
