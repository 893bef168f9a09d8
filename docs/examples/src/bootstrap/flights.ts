import { readFile } from 'node:fs/promises';
import { tableFromIPC } from 'apache-arrow';
import type { Table } from 'apache-arrow';
import { datasetFile } from '../data/dataset-file.js';
import { groupByHour } from './hourly-delays.js';
import type { HourlyDelays } from './hourly-delays.js';

/** Loads 200,000 flights, as airlines reported them to the U.S. Bureau of Transportation Statistics. */
export async function loadFlights(): Promise<HourlyDelays> {
  const table = tableFromIPC(await readFile(datasetFile('flights-200k.arrow')));
  return groupByHour(numbers(table, 'delay'), numbers(table, 'time'));
}

function numbers(table: Table, name: string): ArrayLike<number> {
  const column = table.getChild(name);
  if (column === null) {
    throw new Error(`Expected a column "${name}", got ${table.schema.names.join(', ')}.`);
  }
  return column.toArray();
}
