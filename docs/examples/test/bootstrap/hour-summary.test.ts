import { expect, test } from 'vitest';
import { statisticRow } from '../../src/bootstrap/bootstrap-kernel.js';
import { summariseHours } from '../../src/bootstrap/hour-summary.js';
import { hourTable } from '../../src/bootstrap/hour-table.js';
import { groupByHour, HOURS } from '../../src/bootstrap/hourly-delays.js';

const RESAMPLES = 41;

/** Each hour has the delays `hour` and `hour + 3`; the statistics count up from the hour, so every bound is known. */
function summaries() {
  const everyHour = Array.from({ length: HOURS }, (_, hour) => hour);
  const sample = groupByHour([...everyHour, ...everyHour.map((hour) => hour + 3)], [...everyHour, ...everyHour]);
  const statistics = new Float64Array(2 * HOURS * RESAMPLES);
  for (const hour of everyHour) {
    for (let index = 0; index < RESAMPLES; index++) {
      statistics[statisticRow(hour, 'mean', RESAMPLES) + index] = hour + index;
      statistics[statisticRow(hour, 'median', RESAMPLES) + index] = hour - index;
    }
  }
  return summariseHours(sample, statistics, RESAMPLES);
}

test('joins the mean and median of the flights with the intervals of the resamples', () => {
  expect(summaries()).toHaveLength(HOURS);
  expect(summaries()[10]).toEqual({
    hour: 10,
    flights: 2,
    mean: 11.5,
    meanInterval: { low: expect.closeTo(11, 9), high: expect.closeTo(49, 9) },
    median: 11.5,
    medianInterval: { low: expect.closeTo(-29, 9), high: expect.closeTo(9, 9) },
  });
});

test('prints an hour as a line of columns', () => {
  const lines = hourTable(summaries()).split('\n');
  expect(lines).toHaveLength(2 + HOURS);
  expect(lines[12]).toBe('10:00        2    11.50 [  11.00,  49.00]    11.5 [ -29.0,   9.0]');
  expect(new Set(lines.map((line) => line.length)).size).toBe(1);
});
