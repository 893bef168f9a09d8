import { expect, test } from 'vitest';
// The built files: what runs in workers cannot be TypeScript on every Node line.
import { fitLines, groupPoints } from '../../dist/libraries/line-fits.js';
import { columnValues, loadSharedFlights } from '../../dist/libraries/shared-flights.js';

const groupOf = (miles: number): number => Math.min(Math.floor(miles / 1000), 2);

/** The textbook's formulas: another way to the same lines. */
function lineThrough(points: readonly (readonly [x: number, y: number])[]) {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const meanX = mean(points.map(([x]) => x));
  const meanY = mean(points.map(([, y]) => y));
  const slope =
    mean(points.map(([x, y]) => (x - meanX) * (y - meanY))) / mean(points.map(([x]) => (x - meanX) * (x - meanX)));
  return { intercept: meanY - slope * meanX, slope };
}

test('fits the lines that the formulas give, to each group of 200,000 flights', async () => {
  const table = await loadSharedFlights();
  const x = columnValues(table, 'distance');
  const y = columnValues(table, 'delay');
  const points = Array.from(x, (miles, row) => [miles, y[row]!] as const);
  const lines = await fitLines(groupPoints(x, y, 3, groupOf), 2);
  expect(lines).toHaveLength(3);
  lines.forEach((line, group) => {
    const { intercept, slope } = lineThrough(points.filter(([miles]) => groupOf(miles) === group));
    expect(line.intercept).toBeCloseTo(intercept, 6);
    expect(line.slope).toBeCloseTo(slope, 9);
  });
});

test('sorts rows by group and leaves none out', () => {
  const { rows, starts } = groupPoints(Int16Array.of(5, 2500, 1, 1500, 7), new Int16Array(5), 3, groupOf);
  expect([...rows]).toEqual([0, 2, 4, 3, 1]);
  expect(starts).toEqual([0, 3, 4, 5]);
  expect(rows.buffer).toBeInstanceOf(SharedArrayBuffer);
});
