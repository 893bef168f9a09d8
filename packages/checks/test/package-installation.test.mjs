import { expect, test } from 'vitest';
import { checkInstallation } from '../src/package-installation.mjs';
import { temporaryTree } from './temporary-tree.mjs';

/**
 * A workspace with one published package.
 * @param {Record<string, string>} files of the package
 * @param {object} [manifest] added to its package.json
 */
function workspace(files, manifest = {}) {
  const packageJson = {
    name: 'a',
    version: '1.0.0',
    type: 'module',
    exports: { '.': './dist/index.js', './package.json': './package.json' },
    files: ['dist'],
    ...manifest,
  };
  return temporaryTree({
    'package.json': '{ "private": true, "packageManager": "pnpm@12.21.0" }',
    'pnpm-workspace.yaml': 'packages: [packages/*]\npmOnFail: ignore\n',
    'packages/a/package.json': JSON.stringify(packageJson),
    ...Object.fromEntries(Object.entries(files).map(([path, text]) => [`packages/a/${path}`, text])),
  });
}

test('accepts a package that loads by require() and by import', async () => {
  const root = await workspace({ 'dist/index.js': 'export const one = 1;\n' });
  expect(await checkInstallation(root)).toEqual([]);
});

test('finds a file that was left out of the package', async () => {
  const root = await workspace({
    'dist/index.js': "export * from '../src/one.js';\n",
    'src/one.js': 'export const one = 1;\n',
  });
  const faults = await checkInstallation(root);
  expect(faults.map((fault) => fault.split(':')[0])).toEqual(['a (required.cjs)', 'a (imported.mjs)']);
});

test('finds a module that require() cannot load', async () => {
  const root = await workspace({ 'dist/index.js': 'export const one = await 1;\n' });
  const faults = await checkInstallation(root);
  expect(faults).toHaveLength(1);
  expect(faults[0]).toContain('a (required.cjs): ended with exit code 1');
});

test('finds a module that exports nothing', async () => {
  const root = await workspace({ 'dist/index.js': 'export {};\n' });
  const faults = await checkInstallation(root);
  expect(faults).toHaveLength(2);
  expect(faults[0]).toContain('exports nothing');
});
