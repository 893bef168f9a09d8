import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { runChild } from '../src/child.mjs';
import { temporaryTree } from './temporary-tree.mjs';

const runSuites = fileURLToPath(new URL('../src/run-suites.mjs', import.meta.url));
const main = fileURLToPath(new URL('../src/main.mjs', import.meta.url));

const tasks = [
  { task: 'build', package: 'ring', directory: 'ring', command: 'tsc' },
  { task: 'test', package: 'ring', directory: 'ring', command: 'vitest run' },
  { task: 'test', package: 'guide', directory: 'guide', command: '<NONEXISTENT>' },
];

/** @param {number} failed */
function reportOf(failed) {
  return JSON.stringify({
    numTotalTests: 3 + failed,
    numPassedTests: 3,
    numFailedTests: failed,
    success: failed === 0,
    testResults: [],
  });
}

/**
 * Runs the suites of a workspace whose turbo lists one suite and, when it is to run it, does what `script` says.
 * @param {string} script in the language of sh
 * @param {Record<string, string>} [files]
 */
async function runIn(script, files = {}) {
  const turbo = `#!/bin/sh\ncase "$*" in *--dry=json*) echo '${JSON.stringify({ tasks })}';; *) ${script};; esac\n`;
  const root = await temporaryTree({ 'node_modules/.bin/turbo': turbo, ...files });
  await chmod(join(root, 'node_modules/.bin/turbo'), 0o755);
  const code = `process.exitCode = await (await import(${JSON.stringify(runSuites)})).runSuites(${JSON.stringify(root)})`;
  return runChild(process.execPath, ['--input-type=module', '-e', code], { cwd: root });
}

/** @param {{ output: string }} result */
function lastLine({ output }) {
  return output.trimEnd().split('\n').at(-1);
}

test('ends with the sum of what the suites report', async () => {
  const result = await runIn(
    `mkdir -p ring/test-results; echo '${reportOf(0)}' > ring/test-results/vitest.json; echo noise`,
  );
  expect(lastLine(result)).toBe('3 passed, 0 failed');
  expect(result.exitCode).toBe(0);
});

test('ends with the sum, and fails, when a test failed', async () => {
  const result = await runIn(
    `mkdir -p ring/test-results; echo '${reportOf(1)}' > ring/test-results/vitest.json; exit 1`,
  );
  expect(lastLine(result)).toBe('3 passed, 1 failed');
  expect(result.exitCode).toBe(1);
});

test('never counts a report of an earlier run', async () => {
  const result = await runIn('exit 0', { 'ring/test-results/vitest.json': reportOf(0) });
  expect(lastLine(result)).toBe('0 passed, 1 failed');
  expect(result.output).toContain('ring: wrote no report');
  expect(result.exitCode).toBe(1);
});

test('fails when the run failed although every report is good', async () => {
  const result = await runIn(
    `mkdir -p ring/test-results; echo '${reportOf(0)}' > ring/test-results/vitest.json; echo Unhandled >&2; exit 1`,
  );
  expect(lastLine(result)).toBe('3 passed, 1 failed');
  expect(result.exitCode).toBe(1);
});

test('fails, and ends with a sum, in a workspace where nothing is installed', async () => {
  const root = await temporaryTree({});
  const copy = await temporaryTree({});
  await runChild('cp', ['-r', join(main, '..'), join(copy, 'src')], { cwd: root });
  await runChild('mkdir', ['-p', join(copy, 'packages/checks')], { cwd: root });
  await runChild('mv', [join(copy, 'src'), join(copy, 'packages/checks/src')], { cwd: root });
  const result = await runChild(process.execPath, [join(copy, 'packages/checks/src/main.mjs'), 'test'], { cwd: copy });
  expect(lastLine(result)).toBe('0 passed, 1 failed');
  expect(result.exitCode).toBe(1);
});
