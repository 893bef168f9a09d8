import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { PAGE } from '../../src/page/page-file.js';
import { pageHtml } from '../../src/page/page.js';
import { withBenchmarks } from '../../src/readme.js';
import { reportMarkdown } from '../../src/report.js';
import { PUBLISHED, readResults } from '../../src/results-file.js';
import { resultsOf } from '../sample-builder.js';
import { INVENTED } from './invented-results.js';

test('the page is what the published results give; if not: pnpm bench:report', () => {
  expect(readFileSync(PAGE, 'utf8')).toBe(pageHtml(readResults(PUBLISHED)));
});

test('the table in the README is what the published results give; if not: pnpm bench:report', () => {
  const text = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8');
  expect(text).toBe(withBenchmarks(text, reportMarkdown(readResults(PUBLISHED))));
});

test('is the same each time', () => {
  expect(pageHtml(INVENTED)).toBe(pageHtml(INVENTED));
});

test('has a section for every scenario that was tried, known or not, ours in our order', () => {
  const headings = [...pageHtml(INVENTED).matchAll(/<h2 id="(S\d+)">/g)].map(([, id]) => id);
  expect(headings).toEqual(['S1', 'S2', 'S97', 'S98', 'S99']);
});

test('says where and with what it was measured', () => {
  const page = pageHtml(INVENTED);
  for (const fact of ['2026-01-02', 'Example CPU', '20.20.2', '11.3', '0123456789ab', 'Linux 6.1 x64', '5.3.2']) {
    expect(page).toContain(fact);
  }
  expect(page).not.toContain('class="warning"');
});

test('warns of a quick run and of a busy machine', () => {
  const { machine } = INVENTED;
  const page = pageHtml({ ...INVENTED, effort: 'quick', machine: { ...machine, loadBefore: 1.234 } });
  expect(page).toContain('A quick run');
  expect(page).toContain('load 1.23');
});

test('says what failed, what was left out, and which bars were not judged', () => {
  const page = pageHtml(INVENTED);
  expect(page).toContain('1 worker, ringpool (default): It hung.');
  expect(page).not.toContain('Here');
  expect(page).toContain('It was not there.');
  expect(page).toContain('The reference was left out: no compiler.');
  expect(page).toMatch(/Bars that this run could not judge, by scenario: .*S2 \(\d+\)/);
});

test('escapes what the results name', () => {
  const texts = pageHtml(INVENTED).replaceAll(/="[^"]*"/g, '');
  expect(texts).toContain('another &lt;pool&gt; &amp;');
  expect(texts).not.toContain('<pool>');
});

test('runs no script and names nothing to be fetched', () => {
  expect(pageHtml(INVENTED)).not.toMatch(/<script|<link|<img|\bsrc=|@import|url\(|\bhref="(?!#)/);
});

test('is a page even of no results at all', () => {
  expect(pageHtml(resultsOf([]))).toContain('Of the 0 bars that were judged, 0 are met and 0 are missed.');
});
