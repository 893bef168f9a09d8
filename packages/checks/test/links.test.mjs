import { expect, test } from 'vitest';
import { checkLinks } from '../src/links.mjs';
import { temporaryTree } from './temporary-tree.mjs';

test('accepts links to files, folders, headings and addresses', async () => {
  const root = await temporaryTree({
    'README.md': '[a](docs/a.md#two-words--more) [b](docs) [c](#top) [d](https://example.org/x#y)\n\n# Top\n',
    'docs/a.md': '# A\n\n## Two words & more\n\n[up](../README.md)\n',
  });
  expect(await checkLinks(root)).toEqual([]);
});

test('accepts an anchor that HTML names, and the second of two equal headings', async () => {
  const root = await temporaryTree({ 'a.md': '<a id="here"></a>\n\n# X\n\n# X\n\n[a](#here) [b](#x) [c](#x-1)\n' });
  expect(await checkLinks(root)).toEqual([]);
});

test.each([
  ['a file that is not there', '[a](missing.md)', 'missing.md leads to no file'],
  ['a heading that is not there', '[a](#nowhere)', '#nowhere: no such heading'],
  ['a heading another page has not', '[a](b.md#nowhere)', 'b.md#nowhere: no such heading'],
  ['a picture that is not there', '![a](a.svg)', 'a.svg leads to no file'],
  ['an HTML link to nothing', '<img src="a.svg">', 'a.svg leads to no file'],
  ['a definition that leads nowhere', '[a]\n\n[a]: missing.md', 'missing.md leads to no file'],
  ['an absolute path', '[a](/b.md)', 'expected a link relative to the page, got /b.md'],
  ['a way out of the repository', '[a](../outside.md)', '../outside.md leads out of the repository'],
])('finds %s', async (_, text, fault) => {
  const root = await temporaryTree({ 'a.md': text, 'b.md': '# B\n' });
  const faults = await checkLinks(root);
  expect(faults).toHaveLength(1);
  expect(faults[0]).toMatch(/^a\.md:\d: /);
  expect(faults[0]).toContain(fault);
});

test('does not look into what was installed or made', async () => {
  const root = await temporaryTree({ 'node_modules/x/README.md': '[a](missing.md)', 'dist/a.md': '[a](missing.md)' });
  expect(await checkLinks(root)).toEqual([]);
});
