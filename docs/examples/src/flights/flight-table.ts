import { readFile } from 'node:fs/promises';
import { parquetMetadata } from 'hyparquet';
import type { RowGroup, Statistics } from 'hyparquet';
import { sharedArray } from 'ringpool';
import { datasetFile } from '../data/dataset-file.js';
import type { Range } from '../program/ranges.js';

/** A Parquet file in shared memory, and what it tells about itself. */
export interface FlightTable {
  readonly bytes: Uint8Array;
  readonly rows: number;

  /** The rows are written in groups that can be read by themselves. */
  readonly groups: readonly Range[];

  /** The range of all delays in minutes, as the file's footer has it. */
  readonly lowestDelay: number;
  readonly highestDelay: number;
}

/** Loads flights of the first half of 2001, still compressed: up to 11 groups, three million flights in all. */
export async function loadFlightTable(mostGroups: number): Promise<FlightTable> {
  const file = await readFile(datasetFile('flights-3m.parquet'));
  const groups = parquetMetadata(Uint8Array.from(file).buffer).row_groups.slice(0, mostGroups);
  const ends = runningSums(groups.map(({ num_rows: rows }) => Number(rows)));
  const statistics = groups.map(statisticsOfDelays);
  return {
    bytes: sharedArray(Uint8Array, file),
    rows: ends.at(-1)!,
    groups: ends.map((end, index) => ({ begin: ends[index - 1] ?? 0, end })),
    lowestDelay: Math.min(...statistics.map(({ min_value: lowest }) => Number(lowest))),
    highestDelay: Math.max(...statistics.map(({ max_value: highest }) => Number(highest))),
  };
}

function runningSums(lengths: readonly number[]): number[] {
  let sum = 0;
  return lengths.map((length) => (sum += length));
}

function statisticsOfDelays({ columns }: RowGroup): Statistics {
  const delays = columns.find(({ meta_data: column }) => column?.path_in_schema[0] === 'delay');
  const statistics = delays?.meta_data?.statistics;
  if (statistics === undefined) throw new Error('Expected statistics of a column "delay" in each group, got none.');
  return statistics;
}
