import { expect, it } from 'vitest';
import { naturalLog } from '../src/random/natural-log.js';

it('is within four units of the last place of `Math.log`', () => {
  for (let step = 1; step <= 5000; step += 1) {
    const value = (step / 5000) ** 5;
    const expected = Math.log(value);
    expect(Math.abs(naturalLog(value) - expected)).toBeLessThanOrEqual(4 * Number.EPSILON * Math.abs(expected));
  }
});

it('is exactly 0 for 1', () => {
  expect(naturalLog(1)).toBe(0);
});

it('is right just below 1, where almost nothing is left', () => {
  expect(naturalLog(1 - 2 ** -53)).toBe(-(2 ** -53));
});

it('is right for the smallest sum of squares a pair of deviates can have', () => {
  expect(naturalLog(2 ** -104) / Math.LN2).toBeCloseTo(-104, 12);
});
