import { readFile } from 'node:fs/promises';
import { tableFromIPC } from 'apache-arrow';
import type { Int16, Table } from 'apache-arrow';
import { datasetFile } from '../data/dataset-file.js';

/** Columns of the table that are read here: minutes of delay at arrival, and miles flown. */
export type FlightTable = Table<{ delay: Int16; distance: Int16 }>;

/**
 * Loads 200,000 flights into shared memory. Arrow lays its columns out as arrays in the bytes that it reads, and copies none: where those bytes are shared, so
 * are the columns.
 */
export async function loadSharedFlights(): Promise<FlightTable> {
  const file = await readFile(datasetFile('flights-200k.arrow'));
  const bytes = new Uint8Array(new SharedArrayBuffer(file.byteLength));
  bytes.set(file);
  return tableFromIPC<{ delay: Int16; distance: Int16 }>(bytes);
}

/** The array under a column that has no gaps and lies in one piece. */
export function columnValues(table: FlightTable, name: 'delay' | 'distance'): Int16Array {
  const [data, ...more] = table.getChild(name)?.data ?? [];
  if (data === undefined || more.length > 0 || data.nullCount > 0) {
    throw new RangeError(`Expected a column "${name}" in one piece without gaps, got ${more.length + 1} pieces.`);
  }
  return data.values;
}
