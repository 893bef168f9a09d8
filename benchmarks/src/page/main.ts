/** `pnpm bench:report [FILE]`: makes the page and the table in the README out of the published results, or a page beside FILE. */
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { reportOn } from './page-file.js';

try {
  const { positionals } = parseArgs({ allowPositionals: true });
  if (positionals.length > 1) throw new TypeError(`Expected one results file at most, got ${positionals.join(' ')}.`);
  console.log(fileURLToPath(reportOn(positionals[0])));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
