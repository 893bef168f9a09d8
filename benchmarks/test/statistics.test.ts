import { expect, test } from 'vitest';
import { timesBetter } from '../src/metric.js';
import { summarize } from '../src/statistics.js';

test('summarizes an odd number of samples', () => {
  expect(summarize([9, 1, 5, 4, 100])).toEqual({ count: 5, median: 5, spread: 4, min: 1, max: 100 });
});

test('summarizes an even number of samples by the middle of the middle two', () => {
  expect(summarize([4, 1, 2, 3])).toEqual({ count: 4, median: 2.5, spread: 1, min: 1, max: 4 });
});

test('leaves the samples in their order', () => {
  const samples = [3, 1, 2];
  summarize(samples);
  expect(samples).toEqual([3, 1, 2]);
});

test('has no summary of nothing', () => {
  expect(summarize([])).toBeUndefined();
});

test('counts a higher rate as better', () => {
  expect(timesBetter(300, 100, 'tasksPerSecond')).toBe(3);
});

test('counts a lower time as better', () => {
  expect(timesBetter(2, 8, 'p50Us')).toBe(4);
});
