import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { runChild } from '../src/child.mjs';
import { temporaryTree } from './temporary-tree.mjs';

const runChecks = fileURLToPath(new URL('../src/run-checks.mjs', import.meta.url));

/**
 * @param {Record<string, string>} files
 * @param {string[]} names
 */
async function runIn(files, ...names) {
  const root = await temporaryTree(files);
  const call = `runChecks(${JSON.stringify(root)}, ${JSON.stringify(names)})`;
  const code = `process.exitCode = await (await import(${JSON.stringify(runChecks)})).${call}`;
  return runChild(process.execPath, ['--input-type=module', '-e', code], { cwd: root });
}

test('runs the named checks only, and passes when they do', async () => {
  const { exitCode, output } = await runIn({ 'a.md': '# A\n' }, 'links', 'text');
  expect(output.replace(/\d+\.\d/g, '0.0')).toBe('✓ links (0.0 s)\n✓ text (0.0 s)\nall checks passed\n');
  expect(exitCode).toBe(0);
});

test('shows what is wrong, goes on with the next check, and fails', async () => {
  const { exitCode, output } = await runIn({ 'a.md': '[b](b.md)\n' }, 'links', 'text');
  expect(output).toContain('    a.md:1: b.md leads to no file\n✓ text');
  expect(output).toMatch(/failed: links\n$/);
  expect(exitCode).toBe(1);
});

test('takes a check that throws for one that failed', async () => {
  const { exitCode, output } = await runIn({}, 'contents');
  expect(output).toContain('ENOENT');
  expect(output).toMatch(/failed: contents\n$/);
  expect(exitCode).toBe(1);
});

test('refuses the name of a check that is not there', async () => {
  const { exitCode, output } = await runIn({}, 'lynx');
  expect(output).toContain('expected names of checks (format, links, ');
  expect(output).toContain('got lynx');
  expect(exitCode).toBe(1);
});
