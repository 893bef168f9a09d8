import { expect, test } from 'vitest';
import { Pool } from 'ringpool';
// The built files: what runs in workers cannot be TypeScript on every Node line.
import { totalDelays } from '../../dist/libraries/arrow-columns.js';
import { columnValues, loadSharedFlights } from '../../dist/libraries/shared-flights.js';

test('adds up what a loop over the table adds up', async () => {
  const table = await loadSharedFlights();
  let minutes = 0;
  let late = 0;
  for (const { delay } of table) {
    minutes += delay;
    if (delay >= 15) late += 1;
  }
  expect(await totalDelays(table, 2)).toEqual({ flights: 200_000, minutes, late });
});

test('has one memory for file, table and workers: what a worker writes is in the table', async () => {
  const table = await loadSharedFlights();
  const values = columnValues(table, 'delay');
  expect(values.buffer).toBeInstanceOf(SharedArrayBuffer);
  const pool = Pool.inline({ write: (array: Int16Array, row: number, value: number) => void (array[row] = value) });
  await pool.apply('write', [values, 123_456, -4321]);
  await pool.terminate();
  expect(table.get(123_456)?.delay).toBe(-4321);
});

test('refuses a column that is not there', async () => {
  const table = (await loadSharedFlights()).select(['delay']);
  expect(() => columnValues(table as never, 'distance')).toThrow('Expected a column "distance" in one piece');
});
