import { expect, test } from 'vitest';
import { loadShareIndex, volatilityOf } from '../../src/options/share-index.js';

test('loads the closing values of twenty years', async () => {
  const values = await loadShareIndex();
  expect(values.length).toBe(5105);
  expect([values[0], values.at(-1)]).toEqual([1455.219971, 2874.560059]);
});

test('finds no volatility in steady growth, and that of a value that goes up and down', () => {
  expect(volatilityOf([1, 2, 4, 8, 16])).toBeCloseTo(0, 12);
  expect(volatilityOf([1, Math.E, 1, Math.E, 1])).toBeCloseTo(Math.sqrt((252 * 4) / 3), 12);
});
