import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { runChild } from './child.mjs';
import { addUp, readReport, sumLine } from './suite-sum.mjs';

/** @typedef {import('./suite-sum.mjs').SuiteOutcome} SuiteOutcome */
/** @typedef {{ name: string, reportPath: string }} Suite */

const turboEnvironment = { TURBO_TELEMETRY_DISABLED: '1' };

/**
 * Builds what the suites need, runs them all, and prints the sum as the last line. Returns the exit code.
 * @param {string} root
 * @param {readonly string[]} turboArguments for instance `--filter ringpool`
 */
export async function runSuites(root, turboArguments = []) {
  const suites = await listSuites(root, turboArguments);
  // A report that is left over from an earlier run must not speak for this one.
  await Promise.all(suites.map((suite) => rm(suite.reportPath, { force: true })));
  const { exitCode } = await runChild(
    join(root, 'node_modules/.bin/turbo'),
    ['run', 'test', '--continue=dependencies-successful', '--env-mode=loose', ...turboArguments],
    { cwd: root, inherit: true, env: turboEnvironment },
  );
  return printSum(await readSuites(suites), exitCode);
}

/**
 * Reads the report of every suite.
 * @param {readonly Suite[]} suites
 * @returns {Promise<SuiteOutcome[]>}
 */
export function readSuites(suites) {
  return Promise.all(
    suites.map(async ({ name, reportPath }) => {
      const text = await readFile(reportPath, 'utf8').catch(() => undefined);
      return readReport(name, text);
    }),
  );
}

/**
 * Says what is wrong with the suites on standard error, and the sum, last, on standard output.
 * @param {readonly SuiteOutcome[]} outcomes
 * @param {number} runExitCode how the run of the suites ended
 * @returns {number} the exit code of the whole
 */
export function printSum(outcomes, runExitCode) {
  const total = addUp(outcomes.map((outcome) => outcome.counts));
  for (const { suite, faults } of outcomes) for (const fault of faults) console.error(`${suite}: ${fault}`);
  if (outcomes.length === 0) {
    console.error('there is no suite to run');
    total.failed += 1;
  } else if (runExitCode !== 0 && total.failed === 0) {
    // vitest reports success for a run whose tests passed but that had an unhandled error.
    console.error(`the run ended with exit code ${runExitCode} although no test failed: see its output above`);
    total.failed += 1;
  }
  console.log(sumLine(total));
  return total.failed === 0 ? 0 : 1;
}

/**
 * The suites turbo would run: every package with a script of the name `test`.
 * @param {string} root
 * @param {readonly string[]} turboArguments
 * @returns {Promise<Suite[]>}
 */
async function listSuites(root, turboArguments) {
  const { exitCode, stdout, output } = await runChild(
    join(root, 'node_modules/.bin/turbo'),
    ['run', 'test', '--dry=json', ...turboArguments],
    { cwd: root, env: turboEnvironment },
  );
  if (exitCode !== 0) throw new Error(`turbo could not list the suites:\n${output}`);
  /** @type {{ task: string, package: string, directory: string, command: string }[]} */
  const tasks = JSON.parse(stdout).tasks;
  return tasks
    .filter(({ task, command }) => task === 'test' && command !== '<NONEXISTENT>')
    .map((task) => ({ name: task.package, reportPath: join(root, task.directory, 'test-results', 'vitest.json') }));
}
