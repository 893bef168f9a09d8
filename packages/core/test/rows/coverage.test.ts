import { describe, expect, it } from 'vitest';
import { documentedRows, ROW_PAGES, type RowPage, rowsIn } from './documented-rows.ts';
import { refuseUnknownRow } from './keeps.ts';
import { compareRows, rowsNamedIn, testedRows } from './tested-rows.ts';

describe.each(ROW_PAGES)('the rows of the page $name', (page) => {
  it('have a test each, and no test names another row', () => {
    const { tested, documented, untested, unknown } = compareRows(documentedRows(page), testedRows(page));
    console.log(`${page.name}: ${tested} of ${documented} rows`);
    expect({ untested, unknown }).toEqual({ untested: [], unknown: [] });
    expect(documented).toBeGreaterThan(0);
  });
});

/** A page made up for these tests. */
const page: RowPage = { name: 'from-python', headings: ['case'], otherHeadings: ['Python'] };

const text = `
| Python | ringpool |
| --- | --- |
| \`Pool(n)\` | \`new Pool(module)\` |

Some words.

| case | ringpool |
| --- | --- |
| \`map\` of nothing | \`[]\` |
| a **worker** [dies](failures.md) | replaced |
`;

describe('the names of rows', () => {
  it('are the first cells of the tables of cases, as plain text', () => {
    expect(rowsIn(text, page)).toEqual(['map of nothing', 'a worker dies']);
  });

  it('come from known tables only', () => {
    expect(() => rowsIn(text.replace('| case |', '| cases |'), page)).toThrow("case, Python; got 'cases'");
  });

  it('are all different', () => {
    expect(() => rowsIn(text.replace('a **worker** [dies](failures.md)', 'map of nothing'), page)).toThrow(
      "'map of nothing' is there twice",
    );
  });
});

describe('the rows that tests name', () => {
  it('are read from the source, wherever the call stands', () => {
    const source = `
      itKeeps('one', async () => {});
      describe('more', () => { for (const x of [1]) itKeeps("two", () => {}); });
      // itKeeps('three', () => {});
      it('four', () => {});`;
    expect(rowsNamedIn(source, 'x.test.ts')).toEqual(['one', 'two']);
  });

  it.each(['itKeeps(name, run)', 'itKeeps(`one`, run)', 'itKeeps()', "itKeeps('o' + 'ne', run)"])(
    'are literals: not %s',
    (source) => {
      expect(() => rowsNamedIn(source, 'x.test.ts')).toThrow('x.test.ts: expected the row that itKeeps names');
    },
  );

  it('are not taken from a source that cannot be parsed', () => {
    expect(() => rowsNamedIn("itKeeps('one', ", 'x.test.ts')).toThrow('x.test.ts: ');
  });

  it('are refused when no page has them', () => {
    expect(() => refuseUnknownRow('map of nothing much', new Set(['map of nothing']))).toThrow(
      "Expected the name of a row of from-python.md or failure-model.md, got 'map of nothing much'.",
    );
  });
});

describe('a planted fault is found', () => {
  it('when a row has no test', () => {
    const named = rowsNamedIn("itKeeps('map of nothing', () => {});", 'x.test.ts');
    expect(compareRows(rowsIn(text, page), named)).toEqual({
      documented: 2,
      tested: 1,
      untested: ['a worker dies'],
      unknown: [],
    });
  });

  it('when a test names a row that the page does not have', () => {
    const named = [...rowsIn(text, page), ...rowsNamedIn("itKeeps('a worker lives', () => {});", 'x.test.ts')];
    expect(compareRows(rowsIn(text, page), named)).toMatchObject({
      tested: 2,
      untested: [],
      unknown: ['a worker lives'],
    });
  });
});
