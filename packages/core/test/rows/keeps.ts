import { it } from 'vitest';
import { documentedRows, ROW_PAGES } from './documented-rows.ts';

const documented = new Set(ROW_PAGES.flatMap(documentedRows));

/**
 * A test that a documented case is as its page says, named after the row. `row` must be a literal: the coverage test reads it from the source.
 * What else is to be said about a case is told by plain tests beside it.
 */
export function itKeeps(row: string, run: () => void | Promise<void>): void {
  refuseUnknownRow(row, documented);
  // oxlint-disable-next-line vitest/valid-title -- the title is the row's name, which the page decides
  it(row, run);
}

export function refuseUnknownRow(row: string, known: ReadonlySet<string>): void {
  if (known.has(row)) return;
  const pages = ROW_PAGES.map(({ name }) => `${name}.md`).join(' or ');
  throw new Error(`Expected the name of a row of ${pages}, got '${row}'.`);
}
