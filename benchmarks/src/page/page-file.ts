import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { writeBenchmarks } from '../readme.js';
import { reportMarkdown } from '../report.js';
import type { Results } from '../results.js';
import { PUBLISHED, readResults } from '../results-file.js';
import { pageHtml } from './page.js';

/** The page about the published results. */
export const PAGE: URL = new URL('../../../docs/benchmarks.html', import.meta.url);

/** Writes all that is made of the published results: the table in the README and the page. */
export function writeReports(results: Results): void {
  writeBenchmarks(reportMarkdown(results));
  writeFileSync(PAGE, pageHtml(results));
}

/** Writes what is made of the published results, or of another file a page beside it; returns where the page is. */
export function reportOn(file: string | undefined): URL {
  if (file === undefined) {
    writeReports(readResults(PUBLISHED));
    return PAGE;
  }
  if (!file.endsWith('.json')) throw new TypeError(`Expected a results file that ends in .json, got ${file}.`);
  const page = pathToFileURL(file.replace(/\.json$/, '.html'));
  writeFileSync(page, pageHtml(readResults(file)));
  return page;
}
