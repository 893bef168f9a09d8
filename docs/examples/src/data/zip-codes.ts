import { readFile } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import { sharedArray } from 'ringpool';
import { datasetFile } from './dataset-file.js';

/** A row of the file. */
export interface ZipCode {
  readonly code: string;
  readonly city: string;
  readonly state: string;
  readonly latitude: number;
  readonly longitude: number;
}

/** Loads the zip codes of the United States and the territories and freely associated states that use them. */
export async function loadZipCodes(): Promise<ZipCode[]> {
  return parseZipCodes(await readFile(datasetFile('zipcodes.csv'), 'utf8'));
}

/** Reads zip codes from CSV text with a heading line. */
export function parseZipCodes(text: string): ZipCode[] {
  const rows: Record<string, string>[] = parse(text, { columns: true, skipEmptyLines: true });
  return rows.map((row) => ({
    code: field(row, 'zip_code'),
    city: field(row, 'city'),
    state: field(row, 'state'),
    latitude: degrees(row, 'latitude', 90),
    longitude: degrees(row, 'longitude', 180),
  }));
}

/** Places each zip code on a sphere of radius 1, as x, y, z after each other, in shared memory. */
export function unitVectorsOf(zipCodes: readonly ZipCode[]): Float64Array {
  const vectors = sharedArray(Float64Array, 3 * zipCodes.length);
  zipCodes.forEach(({ latitude, longitude }, index) => {
    const phi = (latitude * Math.PI) / 180;
    const lambda = (longitude * Math.PI) / 180;
    vectors[3 * index] = Math.cos(phi) * Math.cos(lambda);
    vectors[3 * index + 1] = Math.cos(phi) * Math.sin(lambda);
    vectors[3 * index + 2] = Math.sin(phi);
  });
  return vectors;
}

function field(row: Record<string, string>, name: string): string {
  const text = row[name];
  if (text === undefined) throw new Error(`Expected a column "${name}", got ${Object.keys(row).join(', ')}.`);
  return text;
}

function degrees(row: Record<string, string>, name: string, limit: number): number {
  const text = field(row, name);
  const value = Number(text);
  if (text.trim() === '' || !(Math.abs(value) <= limit)) {
    throw new RangeError(`Expected a ${name} from ${-limit} to ${limit}, got "${text}".`);
  }
  return value;
}
