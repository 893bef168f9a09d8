/** `pnpm bench`: measures, shows, keeps, and with `--check` judges. */
import { BARS } from './bars.js';
import { buildIn } from './compare/checkout.js';
import { UnbuildableError, withBuildOf } from './compare/commit-build.js';
import { compareBuilds } from './compare/comparison.js';
import { conclusion, verdictTable } from './compare/comparison-report.js';
import { isRegression, judgePairs } from './compare/pair-verdict.js';
import type { Options } from './options.js';
import { parseOptions, USAGE } from './options.js';
import { writeReports } from './page/page-file.js';
import { missedBarText, reportMarkdown } from './report.js';
import type { Results } from './results.js';
import { PUBLISHED, readResults, saveComparison, saveResults, writeResults } from './results-file.js';
import { runScenarios } from './run.js';
import { SCENARIOS } from './scenarios/scenarios.js';
import { judge } from './verdict.js';
import { WrongResultError } from './verify.js';

async function main(): Promise<void> {
  const options = parseOptions(process.argv.slice(2));
  if (options.compare !== undefined) return compareWith(options.compare, options);
  const results = options.from === undefined ? await measure(options) : readResults(options.from);
  console.log(`\n${reportMarkdown(results)}`);
  if (options.publish) publish(results);
  if (options.check) check(results);
}

async function measure(options: Options): Promise<Results> {
  const results = await runScenarios(options, console.log);
  console.log(`\nRaw samples: ${saveResults(results).pathname}`);
  return results;
}

/** Exits with 1 when this checkout's build is worse than that of the commit. */
async function compareWith(commit: string, options: Options): Promise<void> {
  const checkout = new URL('../../', import.meta.url);
  const own = buildIn(checkout, options.allowsChanges);
  const comparison = await withBuildOf(commit, checkout, (old) =>
    compareBuilds(options, { old, new: own }, (pairs) => console.log(`\n${verdictTable(judgePairs(pairs))}`)),
  );
  console.log(`\nRaw samples: ${saveComparison(comparison).pathname}`);
  const verdicts = judgePairs(comparison);
  console.log(`\n${verdictTable(verdicts)}\n\n${conclusion(comparison, verdicts)}`);
  if (verdicts.some(isRegression)) process.exitCode = 1;
}

function publish(results: Results): void {
  const measured = new Set(results.samples.map(({ scenario }) => scenario));
  const missing = SCENARIOS.filter(({ id }) => !measured.has(id)).map(({ id }) => id);
  if (missing.length > 0) {
    throw new TypeError(`Expected the results of all scenarios to publish, got none of ${missing.join(', ')}.`);
  }
  writeResults(PUBLISHED, results);
  writeReports(results);
}

function check(results: Results): void {
  const missed = judge(BARS, results).filter(({ state }) => state === 'missed');
  for (const verdict of missed) console.error(`Missed: ${missedBarText(verdict)}`);
  if (missed.length > 0) process.exitCode = 1;
}

function explain(error: unknown): void {
  if (error instanceof WrongResultError) console.error(`The run is void. ${error.message}`);
  else if (error instanceof UnbuildableError) console.error(error.message);
  else if (error instanceof TypeError || error instanceof RangeError) console.error(`${error.message}\n\n${USAGE}`);
  else console.error(error);
}

try {
  await main();
} catch (error) {
  explain(error);
  process.exitCode = 1;
}
