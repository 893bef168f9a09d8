import { readFile } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import { datasetFile } from '../data/dataset-file.js';

/** Days on which shares are traded, by the year. */
const TRADING_DAYS = 252;

/** Loads the closing values of the S&P 500 of each trading day from 2000 to April 2020. */
export async function loadShareIndex(): Promise<number[]> {
  const rows: Record<string, string>[] = parse(await readFile(datasetFile('sp500-2000.csv')), { columns: true });
  return rows.map((row) => closingValue(row));
}

/** The standard deviation of the daily changes of a logarithm, scaled to a year. */
export function volatilityOf(values: readonly number[]): number {
  const changes = values.slice(1).map((value, day) => Math.log(value / values[day]!));
  const mean = changes.reduce((sum, change) => sum + change, 0) / changes.length;
  const squares = changes.reduce((sum, change) => sum + (change - mean) ** 2, 0);
  return Math.sqrt((TRADING_DAYS * squares) / (changes.length - 1));
}

function closingValue({ date, close }: Record<string, string>): number {
  const value = Number(close);
  if (!(value > 0)) throw new RangeError(`Expected a closing value above 0 on ${date}, got "${close}".`);
  return value;
}
