import { readFileSync, writeFileSync } from 'node:fs';

const README: URL = new URL('../../README.md', import.meta.url);

const START = '<!-- benchmarks:start -->';
const END = '<!-- benchmarks:end -->';

/** Puts `markdown` between the markers of `text`, in place of what is there. Throws when the markers are not there. */
export function withBenchmarks(text: string, markdown: string): string {
  const start = text.indexOf(START);
  const end = text.indexOf(END);
  if (start < 0 || end < start) {
    throw new Error(`Expected the lines ${START} and ${END} in the README, got a text without them.`);
  }
  return `${text.slice(0, start + START.length)}\n\n${markdown}\n\n${text.slice(end)}`;
}

/** Writes the report into the README of the workspace. */
export function writeBenchmarks(markdown: string): void {
  writeFileSync(README, withBenchmarks(readFileSync(README, 'utf8'), markdown));
}
