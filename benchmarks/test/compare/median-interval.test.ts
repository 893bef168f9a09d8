import { expect, test } from 'vitest';
import { FEWEST_VALUES, medianInterval } from '../../src/compare/median-interval.js';

/** 1, 2, … `count`, out of order. */
function shuffled(count: number): number[] {
  const values = Array.from({ length: count }, (_, index) => index + 1);
  return [...values.filter((value) => value % 2 === 0), ...values.filter((value) => value % 2 === 1)];
}

test.each([
  { count: 7, low: 1, high: 7 },
  { count: 10, low: 1, high: 10 },
  { count: 11, low: 2, high: 10 },
  { count: 14, low: 3, high: 12 },
  { count: 25, low: 7, high: 19 },
])('of $count values leaves out as many on either end as 98 % confidence allows', ({ count, low, high }) => {
  expect(medianInterval(shuffled(count))).toEqual({ low, high });
});

test('has no answer for fewer values than the fewest', () => {
  expect(medianInterval(shuffled(FEWEST_VALUES - 1))).toBeUndefined();
  expect(medianInterval([])).toBeUndefined();
});

/** Of the 2ⁿ ways in which n values can lie below or above the median: the share in which the interval holds it. */
test.each([7, 11, 14])('holds the median of what %i values were drawn from in 98 %% of all cases', (count) => {
  const low = (medianInterval(shuffled(count))?.low ?? Number.NaN) - 1;
  let held = 0;
  for (let way = 0; way < 2 ** count; way += 1) {
    const below = way.toString(2).replaceAll('0', '').length;
    if (below > low && below < count - low) held += 1;
  }
  expect(held / 2 ** count).toBeGreaterThanOrEqual(0.98);
});
