import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { Comparison } from './compare/comparison.js';
import type { Results } from './results.js';

const FOLDER = new URL('../results/', import.meta.url);

/** The results that the table in the README is made of. */
export const PUBLISHED: URL = new URL('published.json', FOLDER);

/** Writes a run's results under its time and commit, and returns where. */
export function saveResults(results: Results): URL {
  const file = new URL(`${timeIn(results.date)}-${results.machine.commit.replaceAll(' ', '-')}.json`, FOLDER);
  writeResults(file, results);
  return file;
}

/** Writes what a comparison brought under its time and commits, and returns where. */
export function saveComparison(comparison: Comparison): URL {
  const { date, commits } = comparison;
  const name = `compare-${timeIn(date)}-${commits.old}-${commits.new}`.replaceAll(' ', '-');
  const file = new URL(`${name}.json`, FOLDER);
  writeResults(file, comparison);
  return file;
}

function timeIn(date: string): string {
  return date.replaceAll(':', '').slice(0, 17);
}

export function writeResults(file: URL, results: Results | Comparison): void {
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(file, `${JSON.stringify(results, undefined, 1)}\n`);
}

export function readResults(file: string | URL): Results {
  return JSON.parse(readFileSync(file, 'utf8')) as Results;
}
