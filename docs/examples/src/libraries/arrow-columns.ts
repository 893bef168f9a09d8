import { Pool } from 'ringpool';
import type { Delays } from './arrow-kernel.js';
import { columnValues } from './shared-flights.js';
import type { FlightTable } from './shared-flights.js';

/** Adds up a column of an Arrow table in blocks. Each worker reads the table's own memory. */
export async function totalDelays(table: FlightTable, workers: number): Promise<Delays> {
  const kernel = new URL('./arrow-kernel.js', import.meta.url);
  const pool = new Pool<typeof import('./arrow-kernel.js')>(kernel, { workers });
  try {
    return await pool.reduce('countDelays', columnValues(table, 'delay'), { combine: 'addDelays' });
  } finally {
    await pool.terminate();
  }
}
