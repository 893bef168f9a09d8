import { expect, test } from 'vitest';
import { checkForbiddenText } from '../src/forbidden-text.mjs';
import { temporaryTree } from './temporary-tree.mjs';

// Put together here, so that this file does not hold what it plants.
const only = ['.only', '('].join('');
const skip = ['.skip', '('].join('');

test.each([
  ['a path of a machine', 'src/a.ts', "const folder = '/tmp/x';", 'src/a.ts:1: names a path of one machine'],
  ['a home folder', 'docs/a.md', 'see /home/me/notes', 'docs/a.md:1: names a path of one machine'],
  [
    'a note to self',
    'src/a.ts',
    '\n// TODO later',
    'src/a.ts:2: leaves work for later: do it, or write it down as a decision',
  ],
  [
    'another note to self',
    'a.yaml',
    '# FIXME',
    'a.yaml:1: leaves work for later: do it, or write it down as a decision',
  ],
  ['the host of a registry', 'a.json', '"registry.example.org"', 'a.json:1: names the host of a registry'],
  ['a focused test', 'test/a.test.ts', `test${only}'x', run);`, 'test/a.test.ts:1: runs one test only'],
  [
    'a test left out without a reason',
    'test/a.test.ts',
    `test${skip}'x', run);`,
    'test/a.test.ts:1: leaves a test out without a comment that says why',
  ],
])('finds %s', async (_, path, text, fault) => {
  const root = await temporaryTree({ [path]: text });
  expect(await checkForbiddenText(root)).toEqual([fault]);
});

test('accepts a test that is left out for a reason in words', async () => {
  const root = await temporaryTree({
    'test/a.test.ts': `// This Node has no such flag.\ntest${skip}'x', run);\ntest${skip}'y', run); // needs two machines\n`,
  });
  expect(await checkForbiddenText(root)).toEqual([]);
});

test('lets tests name paths of machines', async () => {
  const root = await temporaryTree({ 'test/a.test.ts': "const folder = '/tmp/x';" });
  expect(await checkForbiddenText(root)).toEqual([]);
});

test('takes part of an address or of a relative path for no path of a machine', async () => {
  const root = await temporaryTree({ 'a.md': 'https://example.org/home/x and docs/work/x' });
  expect(await checkForbiddenText(root)).toEqual([]);
});
