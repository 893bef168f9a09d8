import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { parseSync, Visitor } from 'oxc-parser';
import type { RowPage } from './documented-rows.ts';

/** The rows that the tests of a page name, in no particular order. */
export function testedRows(page: RowPage): string[] {
  const folder = new URL(`${page.name}/`, import.meta.url);
  const files = (existsSync(folder) ? readdirSync(folder) : []).filter((file) => file.endsWith('.test.ts'));
  return files.flatMap((file) => rowsNamedIn(readFileSync(new URL(file, folder), 'utf8'), `${page.name}/${file}`));
}

/** The first arguments of all calls of `itKeeps` in a source. One that is no literal is an error: it could not be read without running the test. */
export function rowsNamedIn(source: string, path: string): string[] {
  const { program, errors } = parseSync(path, source);
  if (errors[0] !== undefined) throw new Error(`${path}: ${errors[0].message}`);
  const rows: string[] = [];
  const visitor = new Visitor({
    CallExpression({ callee, arguments: [row] }) {
      if (callee.type !== 'Identifier' || callee.name !== 'itKeeps') return;
      if (row?.type !== 'Literal' || typeof row.value !== 'string') {
        throw new Error(
          `${path}: expected the row that itKeeps names to be a string literal, got ${row?.type ?? 'nothing'}.`,
        );
      }
      rows.push(row.value);
    },
  });
  visitor.visit(program);
  return rows;
}

/** How the rows of a page and the tests that name them go together. */
export interface Coverage {
  readonly documented: number;
  readonly tested: number;
  /** Rows that no test names. */
  readonly untested: readonly string[];
  /** Names in tests that are no rows of the page. */
  readonly unknown: readonly string[];
}

export function compareRows(documented: readonly string[], named: readonly string[]): Coverage {
  const untested = documented.filter((row) => !named.includes(row));
  const unknown = named.filter((row) => !documented.includes(row));
  return { documented: documented.length, tested: documented.length - untested.length, untested, unknown };
}
