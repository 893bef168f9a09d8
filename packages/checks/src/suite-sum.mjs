/**
 * What the reports of the suites add up to. A suite that wrote no report, or one without a test, counts as one failure:
 * silence is never success.
 */

/**
 * @typedef {object} Counts
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 */

/**
 * The part of vitest's JSON report that is read here.
 * @typedef {object} SuiteReport
 * @property {number} numTotalTests
 * @property {number} numPassedTests
 * @property {number} numFailedTests
 * @property {boolean} success
 * @property {{ name: string, status: string, message: string, assertionResults: { status: string }[] }[]} testResults
 */

/** @typedef {{ suite: string, counts: Counts, faults: string[] }} SuiteOutcome */

/**
 * Reads one suite's report; `text` is undefined when there is none.
 * @param {string} suite
 * @param {string | undefined} text
 * @returns {SuiteOutcome}
 */
export function readReport(suite, text) {
  if (text === undefined) return failure(suite, 'wrote no report');
  const report = parseReport(text);
  if (report === undefined) return failure(suite, 'wrote a report that is not one of vitest');
  const faults = faultsOf(report);
  const failed = Math.max(report.numFailedTests + brokenFiles(report).length, faults.length > 0 ? 1 : 0);
  const skipped = report.numTotalTests - report.numPassedTests - report.numFailedTests;
  return { suite, counts: { passed: report.numPassedTests, failed, skipped }, faults };
}

/**
 * @param {readonly Counts[]} all
 * @returns {Counts}
 */
export function addUp(all) {
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const counts of all) {
    total.passed += counts.passed;
    total.failed += counts.failed;
    total.skipped += counts.skipped;
  }
  return total;
}

/**
 * The last line of `pnpm test`.
 * @param {Counts} counts
 */
export function sumLine({ passed, failed, skipped }) {
  const line = `${passed} passed, ${failed} failed`;
  return skipped === 0 ? line : `${line}, ${skipped} skipped`;
}

/**
 * @param {string} suite
 * @param {string} fault
 * @returns {SuiteOutcome}
 */
function failure(suite, fault) {
  return { suite, counts: { passed: 0, failed: 1, skipped: 0 }, faults: [fault] };
}

/**
 * @param {string} text
 * @returns {SuiteReport | undefined}
 */
function parseReport(text) {
  try {
    const report = JSON.parse(text);
    return Number.isInteger(report?.numTotalTests) && Array.isArray(report.testResults) ? report : undefined;
  } catch {
    return undefined;
  }
}

/** @param {SuiteReport} report */
function faultsOf(report) {
  const faults = brokenFiles(report).map((file) => `${file.name} failed outside its tests: ${file.message}`);
  if (report.numTotalTests === 0) faults.push('ran no test at all');
  const isUnexplained = !report.success && report.numFailedTests === 0 && faults.length === 0;
  if (isUnexplained) faults.push('failed without a failed test');
  return faults;
}

/**
 * Files that failed although none of their tests did: they could not be loaded, or a hook threw.
 * @param {SuiteReport} report
 */
function brokenFiles(report) {
  return report.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((result) => result.status === 'failed'),
  );
}
