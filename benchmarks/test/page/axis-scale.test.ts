import { describe, expect, test } from 'vitest';
import { scaleFor } from '../../src/page/axis-scale.js';

describe('a linear axis', () => {
  test('begins at zero', () => {
    expect(scaleFor([20, 35])).toEqual({ type: 'linear', domain: [0, 35] });
  });

  test('shows values 30 times apart', () => {
    expect(scaleFor([1, 30]).type).toBe('linear');
  });

  test('reaches below zero where values do', () => {
    expect(scaleFor([-2, 5])).toMatchObject({ type: 'linear', domain: [-2, 5] });
  });

  test('ends at zero where all values are below', () => {
    expect(scaleFor([-2, -1]).domain).toEqual([-2, 0]);
  });

  test('shows a zero beside values of any size, for a logarithm could not', () => {
    expect(scaleFor([0, 1e9])).toMatchObject({ type: 'linear', domain: [0, 1e9] });
  });

  test.each([[[]], [[0, 0]], [[Number.NaN, Number.POSITIVE_INFINITY]]])('has a length for %j', (values) => {
    expect(scaleFor(values)).toMatchObject({ type: 'linear', domain: [0, 1] });
  });
});

describe('a logarithmic axis', () => {
  test('shows values more than 30 times apart', () => {
    expect(scaleFor([1, 30.1]).type).toBe('log');
  });

  test('begins and ends at round values', () => {
    expect(scaleFor([17_300, 9_840_000]).domain).toEqual([10_000, 10_000_000]);
    expect(scaleFor([0.28, 61.4]).domain).toEqual([0.2, 100]);
    expect(scaleFor([5, 4_000]).domain).toEqual([5, 5_000]);
  });

  test('does not go beyond values that are round already', () => {
    expect(scaleFor([0.001, 1_000]).domain).toEqual([0.001, 1_000]);
    expect(scaleFor([20, 2_000]).domain).toEqual([20, 2_000]);
  });

  test('is marked at powers of ten inside', () => {
    expect(scaleFor([17_300, 9_840_000])).toHaveProperty('ticks', [10_000, 100_000, 1_000_000, 10_000_000]);
    expect(scaleFor([20, 2_000])).toHaveProperty('ticks', [100, 1_000]);
  });

  test('is marked five times at most, at equal distances', () => {
    expect(scaleFor([1, 1e9])).toHaveProperty('ticks', [1, 100, 10_000, 1_000_000, 100_000_000]);
    expect(scaleFor([1, 1e10])).toHaveProperty('ticks', [1, 1_000, 1_000_000, 1_000_000_000]);
  });
});
