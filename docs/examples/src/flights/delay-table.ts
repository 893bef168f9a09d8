import { countedQuantile } from './counted-quantile.js';

const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
export const PROBABILITIES: readonly number[] = [0.1, 0.5, 0.9, 0.99, 0.999];
const HEADING = `weekday    flights${PROBABILITIES.map((part) => `${100 * part} %`.padStart(8)).join('')}`;

/** Counts of delays from `lowest` minutes on, for each weekday. */
export interface DelayCounts {
  readonly counts: Int32Array;
  readonly lowest: number;
  readonly bins: number;
}

/** The counts of all weekdays together. */
export function countsOfAll(delays: DelayCounts): Int32Array {
  return WEEKDAYS.map((_, weekday) => countsOf(delays, weekday)).reduce((sums, counts) =>
    sums.map((sum, bin) => sum + counts[bin]!),
  );
}

/** Lays quantiles of the delays, in minutes, out as lines of a table. */
export function delayTable(delays: DelayCounts): string {
  const days = WEEKDAYS.map((name, weekday) => lineOf(name, countsOf(delays, weekday), delays.lowest));
  return [HEADING, ...days, lineOf('all', countsOfAll(delays), delays.lowest)].join('\n');
}

function countsOf({ counts, bins }: DelayCounts, weekday: number): Int32Array {
  return counts.subarray(weekday * bins, (weekday + 1) * bins);
}

function lineOf(name: string, counts: Int32Array, lowest: number): string {
  const flights = counts.reduce((sum, count) => sum + count, 0);
  const quantiles = PROBABILITIES.map((probability) => countedQuantile(counts, lowest, probability));
  const minutes = quantiles.map((value) => value.toFixed(0).padStart(8));
  return `${name.padEnd(9)} ${String(flights).padStart(8)}${minutes.join('')}`;
}
