import { expect, test } from 'vitest';
import { addUp, readReport, sumLine } from '../src/suite-sum.mjs';

/**
 * @param {Partial<import('../src/suite-sum.mjs').SuiteReport>} parts
 * @returns {string}
 */
function report(parts) {
  const { numPassedTests = 0, numFailedTests = 0, numTotalTests = numPassedTests + numFailedTests } = parts;
  return JSON.stringify({
    numPassedTests,
    numFailedTests,
    numTotalTests,
    success: numFailedTests === 0,
    testResults: [],
    ...parts,
  });
}

test('counts what a report says', () => {
  const outcome = readReport('rings', report({ numPassedTests: 5, numFailedTests: 2, numTotalTests: 10 }));
  expect(outcome.counts).toEqual({ passed: 5, failed: 2, skipped: 3 });
});

test('counts a suite without a report as a failure', () => {
  const outcome = readReport('rings', undefined);
  expect(outcome.counts).toEqual({ passed: 0, failed: 1, skipped: 0 });
  expect(outcome.faults).toEqual(['wrote no report']);
});

test.each([
  ['cut off', '{"numTotalTests": 3'],
  ['of another kind', '{"tests": 3}'],
])('counts a report that is %s as a failure', (_, text) => {
  expect(readReport('rings', text).counts).toEqual({ passed: 0, failed: 1, skipped: 0 });
});

test('counts a report without a test as a failure', () => {
  const outcome = readReport('rings', report({}));
  expect(outcome.counts).toEqual({ passed: 0, failed: 1, skipped: 0 });
  expect(outcome.faults).toEqual(['ran no test at all']);
});

test('counts a file that could not be loaded as a failure, though none of its tests failed', () => {
  const broken = { name: 'a.test.ts', status: 'failed', message: 'Cannot find module', assertionResults: [] };
  const outcome = readReport('rings', report({ numPassedTests: 4, success: false, testResults: [broken] }));
  expect(outcome.counts).toEqual({ passed: 4, failed: 1, skipped: 0 });
  expect(outcome.faults).toEqual(['a.test.ts failed outside its tests: Cannot find module']);
});

test('counts failed tests and broken files beside each other', () => {
  const testResults = [
    {
      name: 'a.test.ts',
      status: 'failed',
      message: '',
      assertionResults: [{ status: 'failed' }, { status: 'passed' }],
    },
    { name: 'b.test.ts', status: 'failed', message: 'threw', assertionResults: [] },
  ];
  const outcome = readReport('rings', report({ numPassedTests: 1, numFailedTests: 1, success: false, testResults }));
  expect(outcome.counts).toEqual({ passed: 1, failed: 2, skipped: 0 });
});

test('counts a run that calls itself failed as one failure, even without a failed test', () => {
  expect(readReport('rings', report({ numPassedTests: 4, success: false })).counts.failed).toBe(1);
});

test('adds up all suites', () => {
  const total = addUp([
    { passed: 1, failed: 2, skipped: 3 },
    { passed: 10, failed: 20, skipped: 30 },
  ]);
  expect(total).toEqual({ passed: 11, failed: 22, skipped: 33 });
});

test('writes the sum plainly, and skipped tests only where there are some', () => {
  expect(sumLine({ passed: 7, failed: 0, skipped: 0 })).toBe('7 passed, 0 failed');
  expect(sumLine({ passed: 7, failed: 1, skipped: 2 })).toBe('7 passed, 1 failed, 2 skipped');
});
