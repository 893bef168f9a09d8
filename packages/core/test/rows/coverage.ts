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
