import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { Results } from './results.js';

const FOLDER = new URL('../results/', import.meta.url);

/** The results that the table in the README is made of. */
export const PUBLISHED: URL = new URL('published.json', FOLDER);

/** Writes a run's results under its time and commit, and returns where. */
export function saveResults(results: Results): URL {
  const time = results.date.replaceAll(':', '').slice(0, 17);
  const file = new URL(`${time}-${results.machine.commit.replaceAll(' ', '-')}.json`, FOLDER);
  writeResults(file, results);
  return file;
}

export function writeResults(file: URL, results: Results): void {
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(file, `${JSON.stringify(results, undefined, 1)}\n`);
}

export function readResults(file: string | URL): Results {
  return JSON.parse(readFileSync(file, 'utf8')) as Results;
}
