import type { HourSummary } from './hour-summary.js';
import type { Interval } from '../data/interval.js';

const HEADINGS = [
  'hour   flights     mean [  95 % interval]  median [95 % interval]',
  '-----  -------  -------------------------  ----------------------',
];

/** Lays the summaries out as lines of a table; delays are in minutes. */
export function hourTable(summaries: readonly HourSummary[]): string {
  return [...HEADINGS, ...summaries.map(lineOf)].join('\n');
}

function lineOf({ hour, flights, mean, meanInterval, median, medianInterval }: HourSummary): string {
  return [
    `${String(hour).padStart(2, '0')}:00`,
    String(flights).padStart(7),
    `${mean.toFixed(2).padStart(7)} ${bounds(meanInterval, 2, 7)}`,
    `${median.toFixed(1).padStart(6)} ${bounds(medianInterval, 1, 6)}`,
  ].join('  ');
}

function bounds({ low, high }: Interval, digits: number, width: number): string {
  return `[${low.toFixed(digits).padStart(width)},${high.toFixed(digits).padStart(width)}]`;
}
