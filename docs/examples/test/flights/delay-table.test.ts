import { expect, test } from 'vitest';
import { quantile } from '../../src/data/interval.js';
import { countedQuantile } from '../../src/flights/counted-quantile.js';
import { delayChart } from '../../src/flights/delay-chart.js';
import { countsOfAll, delayTable } from '../../src/flights/delay-table.js';
import { svgOf } from '../../src/program/save-chart.js';

function countsFrom(values: readonly number[], lowest: number): Int32Array {
  const counts = new Int32Array(Math.max(...values) - lowest + 1);
  for (const value of values) counts[value - lowest]!++;
  return counts;
}

test('finds the quantiles that sorting finds', () => {
  const values = Array.from({ length: 237 }, (_, i) => ((i * 7919) % 100) - 40);
  const sorted = values.toSorted((a, b) => a - b);
  for (const probability of [0, 0.1, 0.25, 0.5, 0.77, 0.999, 1]) {
    expect(countedQuantile(countsFrom(values, -50), -50, probability)).toBe(quantile(sorted, probability));
  }
});

test('finds another quantile where one value is not counted', () => {
  const values = [1, 2, 3, 4, 5, 6];
  expect(countedQuantile(countsFrom(values.slice(1), 0), 0, 0.5)).not.toBe(quantile(values, 0.5));
});

test('refuses to give a quantile of nothing', () => {
  expect(() => countedQuantile(new Int32Array(5), 0, 0.5)).toThrow('Expected at least one value, got none.');
});

test('prints a weekday as a line of columns, and all of them as the last', () => {
  const counts = Int32Array.from({ length: 14 }, (_, bin) => (bin % 2 === 0 ? 2 : 0));
  const lines = delayTable({ counts, lowest: -1, bins: 2 }).split('\n');
  expect(lines).toHaveLength(9);
  expect(lines[1]).toBe('Sunday           2      -1      -1      -1      -1      -1');
  expect(lines[8]).toMatch(/^all +14 /);
  expect([...countsOfAll({ counts, lowest: -1, bins: 2 })]).toEqual([14, 0]);
});

test('draws a bar for each minute of the part it shows, as a document of its own', () => {
  const svg = svgOf(delayChart(new Int32Array(400).fill(3), -100));
  expect(svg).toMatch(/^<svg [^>]*xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
  expect(svg.match(/<rect /g)).toHaveLength(241);
});
