import { expect, test } from 'vitest';
import { checkPackageContents, contentFaults, manifestFaults } from '../src/package-contents.mjs';
import { temporaryTree } from './temporary-tree.mjs';

const files = ['LICENSE', 'README.md', 'bundle/index.js', 'dist/index.d.ts', 'package.json'];
const manifest = { name: 'ringpool', exports: { '.': { default: './bundle/index.js' } } };

test('accepts a package that sends out what it exports, and nothing of the workshop', () => {
  expect(contentFaults(files, manifest)).toEqual([]);
});

test('finds a test that would be sent out', () => {
  expect(contentFaults([...files, 'test/index.test.ts'], manifest)).toEqual(['would send out test/index.test.ts']);
});

test('finds a compiled module that would be sent out beside the bundle that holds it', () => {
  expect(contentFaults([...files, 'dist/pool.js'], manifest)).toEqual(['would send out dist/pool.js']);
});

test('finds a licence that would be left out', () => {
  expect(contentFaults(files.slice(1), manifest)).toEqual(['would leave out LICENSE']);
});

test('finds an export that would not be sent out, however deep its conditions', () => {
  const exports = { './worker': { node: { types: './dist/worker.d.ts', default: './bundle/index.js' } } };
  expect(contentFaults(files, { ...manifest, exports })).toEqual([
    'exports dist/worker.d.ts, but would not send it out',
  ]);
});

test.each(['preinstall', 'install', 'postinstall', 'prepare'])('finds code that runs at installation: %s', (script) => {
  expect(manifestFaults({ name: 'ringpool', scripts: { build: 'tsc', [script]: 'node x.js' } })).toEqual([
    `runs code at installation (${script})`,
  ]);
});

test('lets ringpool depend on its rings, and the rings on nothing', () => {
  expect(manifestFaults({ name: 'ringpool', dependencies: { 'atomics-ring': '^1.0.0' } })).toEqual([]);
  expect(manifestFaults({ name: 'ringpool', dependencies: { lodash: '^4.0.0' } })).toEqual([
    'depends on lodash at run time',
  ]);
  expect(manifestFaults({ name: 'atomics-ring', dependencies: { lodash: '^4.0.0' } })).toEqual([
    'depends on lodash at run time',
  ]);
});

test('looks at what npm would really pack', async () => {
  const root = await temporaryTree({
    'packages/a/package.json': JSON.stringify({
      name: 'a',
      version: '1.0.0',
      exports: './dist/index.js',
      files: ['dist', 'notes'],
    }),
    'packages/a/README.md': '# a\n',
    'packages/a/notes/plan.md': 'plan\n',
    'packages/tools/package.json': JSON.stringify({ name: 'tools', private: true }),
  });
  expect(await checkPackageContents(root)).toEqual([
    'a: would send out notes/plan.md',
    'a: would leave out LICENSE',
    'a: exports dist/index.js, but would not send it out',
  ]);
});
