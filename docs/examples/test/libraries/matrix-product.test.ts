import { expect, test } from 'vitest';
import { sharedArray } from 'ringpool';
// The built files: what runs in workers cannot be TypeScript on every Node line.
import { multiply } from '../../dist/libraries/matrix-product.js';

test('multiplies 5000 rows as a plain loop does, in memory that all workers share', async () => {
  const columns = 7;
  const values = sharedArray(
    Float64Array,
    Array.from({ length: 5000 * columns }, (_, index) => (index % 23) - 11),
  );
  const vector = sharedArray(Float64Array, [1, -2, 3, 0.5, 0, -0.25, 4]);
  const expected = Array.from({ length: 5000 }, (_, row) =>
    vector.reduce((sum, factor, column) => sum + factor * values[row * columns + column]!, 0),
  );
  const product = await multiply(values, vector, 2);
  // All of these numbers are sums of quarters: no order of adding rounds them.
  expect([...product]).toEqual(expected);
  expect(product.buffer).toBeInstanceOf(SharedArrayBuffer);
});
