import { readFileSync } from 'node:fs';
import type { Root, Table } from 'mdast';
import { toString } from 'mdast-util-to-string';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import { visit } from 'unist-util-visit';

/** A page of `docs/` whose tables list cases, each with a name and what happens then. Its tests lie in the folder of the same name. */
export interface RowPage {
  readonly name: 'from-python' | 'failure-model';
  /** What heads the first columns of tables of cases. */
  readonly headings: readonly string[];
  /** What heads the first columns of the page's other tables. */
  readonly otherHeadings: readonly string[];
}

export const ROW_PAGES: readonly RowPage[] = [
  { name: 'from-python', headings: ['case'], otherHeadings: ['Python'] },
  { name: 'failure-model', headings: ['promise', 'fault'], otherHeadings: [] },
];

const parser = unified().use(remarkParse).use(remarkGfm);

/** The names of a page's rows, in order, as plain text. */
export function documentedRows(page: RowPage): string[] {
  const path = new URL(`../../../../docs/${page.name}.md`, import.meta.url);
  return rowsIn(readFileSync(path, 'utf8'), page);
}

/** The first cells of all tables of cases. A table that is neither known as one nor as another, or a name that is there twice, is an error. */
export function rowsIn(markdown: string, page: RowPage): string[] {
  const rows = tablesIn(parser.parse(markdown)).flatMap(([heading = '', ...names]) => {
    if (page.headings.includes(heading)) return names;
    if (page.otherHeadings.includes(heading)) return [];
    const expected = [...page.headings, ...page.otherHeadings].join(', ');
    throw new Error(`Expected a table in ${page.name}.md to begin with one of ${expected}; got '${heading}'.`);
  });
  const twice = rows.find((row, index) => rows.indexOf(row) !== index);
  if (twice !== undefined)
    throw new Error(`Expected every row of ${page.name}.md to have its own name; '${twice}' is there twice.`);
  return rows;
}

/** The first column of each table, its heading included. */
function tablesIn(root: Root): string[][] {
  const columns: string[][] = [];
  visit(root, 'table', (table: Table) => {
    columns.push(table.children.map(({ children: [first] }) => toString(first)));
  });
  return columns;
}
