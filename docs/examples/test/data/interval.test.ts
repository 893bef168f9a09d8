import { expect, test } from 'vitest';
import { percentileInterval, quantile } from '../../src/data/interval.js';

// R: quantile(1:10, c(0, .25, .5, .975, 1))
test('agrees with R about the quantiles of 1 to 10', () => {
  const values = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
  const quantiles = [0, 0.25, 0.5, 0.975, 1].map((probability) => quantile(values, probability));
  expect(quantiles).toEqual([1, 3.25, 5.5, expect.closeTo(9.775, 12), 10]);
});

test('gives a single value as each of its quantiles', () => {
  expect([quantile([4], 0), quantile([4], 0.3), quantile([4], 1)]).toEqual([4, 4, 4]);
});

test('refuses to give a quantile of nothing', () => {
  expect(() => quantile([], 0.5)).toThrow('Expected at least one value, got none.');
});

test('cuts half of the rest off at each end', () => {
  const values = Float64Array.from({ length: 1001 }, (_, i) => 1000 - i);
  const { low, high } = percentileInterval(values, 0.95);
  expect(low).toBeCloseTo(25, 9);
  expect(high).toBeCloseTo(975, 9);
});

test('leaves the order of the values alone', () => {
  const values = Float64Array.of(3, 1, 2);
  percentileInterval(values, 0.95);
  expect([...values]).toEqual([3, 1, 2]);
});
