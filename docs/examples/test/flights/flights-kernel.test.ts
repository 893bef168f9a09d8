import { readFile } from 'node:fs/promises';
import { parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { expect, test } from 'vitest';
import { datasetFile } from '../../src/data/dataset-file.js';
import { loadFlightTable } from '../../src/flights/flight-table.js';
import { addCounts, countDelays, readColumn } from '../../src/flights/flights-kernel.js';

const ROWS = 2000;

/** Rows of the file, read in another way. */
async function rowsFrom(begin: number): Promise<{ date: Date; delay: bigint }[]> {
  const file = Uint8Array.from(await readFile(datasetFile('flights-3m.parquet'))).buffer;
  const rows = await parquetReadObjects({ file, compressors, rowStart: begin, rowEnd: begin + ROWS });
  return rows as unknown as { date: Date; delay: bigint }[];
}

test('tells what the file says about itself', async () => {
  const table = await loadFlightTable(11);
  expect(table.rows).toBe(3_000_000);
  expect(table.groups).toHaveLength(11);
  expect(table.groups[1]).toEqual({ begin: 272_727, end: 545_454 });
  expect([table.lowestDelay, table.highestDelay]).toEqual([-1116, 1688]);
  expect(table.bytes.buffer).toBeInstanceOf(SharedArrayBuffer);
});

test('reads delays and weekdays of some rows to their places, and no others', async () => {
  const { bytes } = await loadFlightTable(2);
  const begin = 272_727;
  const rows = await rowsFrom(begin);
  const columns = { delay: new Int16Array(begin + ROWS), date: new Int16Array(begin + ROWS) };
  for (const column of ['delay', 'date'] as const) {
    await readColumn({ bytes, column, begin, end: begin + ROWS, target: columns[column] });
  }
  expect([...columns.delay.subarray(begin)]).toEqual(rows.map(({ delay }) => Number(delay)));
  expect([...columns.date.subarray(begin)]).toEqual(rows.map(({ date }) => date.getUTCDay()));
});

test('counts each delay on its weekday', () => {
  const delays = Int16Array.of(-2, 0, 0, 1, -2);
  const weekdays = Int16Array.of(0, 6, 6, 3, 0);
  const counts = countDelays(delays, 0, weekdays, -2, 4);
  expect(counts[0]).toBe(2);
  expect(counts[6 * 4 + 2]).toBe(2);
  expect(counts[3 * 4 + 3]).toBe(1);
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(5);
});

test('counts the same however the flights are cut into blocks', () => {
  const delays = Int16Array.from({ length: 1000 }, (_, flight) => (flight * flight) % 37);
  const weekdays = Int16Array.from({ length: 1000 }, (_, flight) => (flight >> 3) % 7);
  const parts = [0, 10, 650].map((start, index, starts) =>
    countDelays(delays.subarray(start, starts[index + 1]), start, weekdays, 0, 37),
  );
  expect(parts.reduce(addCounts)).toEqual(countDelays(delays, 0, weekdays, 0, 37));
});
