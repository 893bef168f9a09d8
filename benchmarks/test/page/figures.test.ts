import { describe, expect, test } from 'vitest';
import { compactNumber, rangeText, timesText } from '../../src/page/figures.js';
import { summarize } from '../../src/statistics.js';

test.each([
  [0, '0'],
  [0.18134, '0.181'],
  [9_999, '10,000'],
  [10_000, '10K'],
  [3_104_000, '3.1M'],
  [1.8e9, '1.8B'],
  [-20_000, '-20K'],
  [Number.POSITIVE_INFINITY, '–'],
  [Number.NaN, '–'],
])('writes %d as %s', (value, text) => {
  expect(compactNumber(value)).toBe(text);
});

test('a range is written from lowest to highest, or once where both read the same', () => {
  expect(rangeText({ min: 1, max: 2_000_000 })).toBe('1 to 2M');
  expect(rangeText({ min: 100_001, max: 100_002 })).toBe('100K');
});

describe('a factor', () => {
  test('has the lowest and the highest of the pairs beside it', () => {
    expect(timesText(summarize([20, 26.5, 38]))).toBe('26.5 × (20 to 38)');
  });

  test('says so when there was one pair only', () => {
    expect(timesText(summarize([4.0612]))).toBe('4.06 × (1 pair)');
  });

  test('near 1 shows on which side it lies', () => {
    expect(timesText(summarize([1.0031]))).toBe('1.0031 × (1 pair)');
    expect(timesText(summarize([0.9969]))).toBe('0.9969 × (1 pair)');
  });

  test('is a dash where there were no pairs, or nothing to divide by', () => {
    expect(timesText(undefined)).toBe('–');
    expect(timesText(summarize([Number.POSITIVE_INFINITY]))).toBe('–');
  });
});
