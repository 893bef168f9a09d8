import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { checkFormat, checkLint, checkUnused, tool } from '../src/tools.mjs';
import { insidePackage, temporaryTree } from './temporary-tree.mjs';

const repository = fileURLToPath(new URL('../../../', import.meta.url));

/**
 * A workspace with the repository's settings and the given files.
 * @param {Record<string, string>} files
 */
async function workspace(files) {
  const settings = ['.oxlintrc.json', '.prettierrc.json', 'tsconfig.base.json'];
  const texts = await Promise.all(settings.map((path) => readFile(join(repository, path), 'utf8')));
  return temporaryTree({ ...Object.fromEntries(settings.map((path, index) => [path, texts[index] ?? ''])), ...files });
}

const tsconfig = JSON.stringify({
  extends: './tsconfig.base.json',
  compilerOptions: { types: [] },
  include: ['**/*.ts'],
});

test('accepts a file that prettier would not change, and finds one it would', async () => {
  const root = await workspace({ 'a.ts': "export const one = 'one';\n" });
  expect(await checkFormat(root)).toEqual([]);
  const other = await workspace({ 'a.ts': 'export const one = "one"\n' });
  const [fault] = await checkFormat(other);
  expect(fault).toContain('a.ts');
});

test('accepts sources without a fault', async () => {
  const root = await workspace({ 'tsconfig.json': tsconfig, 'src/a.ts': 'export const one: number = 1;\n' });
  expect(await checkLint(root)).toEqual([]);
});

test.each([
  [
    'a promise that nobody awaits',
    'async function run(): Promise<void> {}\nexport function start(): void {\n  run();\n}\n',
    'no-floating-promises',
  ],
  ['a loose comparison', 'export const same = (a: number, b: number): boolean => a == b;\n', 'eqeqeq'],
  ['an any', 'export const value: any = 1;\n', 'no-explicit-any'],
  [
    'a default by ||',
    "export const nameOf = (name: string | undefined): string => name || 'none';\n",
    'prefer-nullish-coalescing',
  ],
  ['a default export', 'const one: number = 1;\nexport default one;\n', 'no-default-export'],
  [
    'a function of more than 40 lines',
    `export function long(): void {\n${'  globalThis.name;\n'.repeat(41)}}\n`,
    'max-lines-per-function',
  ],
  ['a module without its node: prefix', "import { join } from 'path';\nexport { join };\n", 'prefer-node-protocol'],
  [
    'a union that a switch does not exhaust',
    "export function is(state: 'open' | 'shut'): boolean {\n  switch (state) {\n    case 'open':\n      return true;\n  }\n  return false;\n}\n",
    'switch-exhaustiveness-check',
  ],
])('finds %s', async (_, code, rule) => {
  const root = await workspace({ 'tsconfig.json': tsconfig, 'src/a.ts': code });
  const [fault] = await checkLint(root);
  expect(fault).toContain(rule);
});

test('finds an import that comes round to itself', async () => {
  const root = await workspace({
    'tsconfig.json': tsconfig,
    'src/a.ts': "import { two } from './b.js';\nexport const one: number = two;\n",
    'src/b.ts': "import { one } from './a.js';\nexport const two: number = one;\n",
  });
  const [fault] = await checkLint(root);
  expect(fault).toContain('no-cycle');
});

test('finds an export and a dependency that nothing uses', async () => {
  const root = await workspace({
    'package.json': JSON.stringify({
      name: 'a',
      type: 'module',
      main: 'index.js',
      dependencies: { 'left-over': '1.0.0' },
    }),
    'index.js': "import { used } from './other.js';\nconsole.log(used);\n",
    'other.js': 'export const used = 1;\nexport const unused = 2;\n',
  });
  const [fault] = await checkUnused(root);
  expect(fault).toContain('left-over');
  expect(fault).toContain('other.js:2:14');
});

/** The package as `publint` and `attw` see it: `manifest` beside an index with types. */
function publishedPackage(/** @type {object} */ manifest) {
  return temporaryTree(
    {
      'package.json': JSON.stringify({
        name: 'a',
        version: '1.0.0',
        type: 'module',
        license: 'MIT',
        files: ['dist'],
        ...manifest,
      }),
      'dist/index.js': 'export const one = 1;\n',
      'dist/index.d.ts': 'export declare const one: number;\n',
      'dist/untyped.js': 'export const two = 2;\n',
    },
    insidePackage,
  );
}

const goodExports = { exports: { '.': { types: './dist/index.d.ts', default: './dist/index.js' } } };
const publint = tool('publint', ['--strict', '--pack', 'npm']);
const attw = tool('attw', ['--pack', '.', '--profile', 'esm-only']);

test('publint accepts a sound package, and finds an export of a file that is not there', async () => {
  expect(await publint(await publishedPackage(goodExports))).toEqual([]);
  const [fault] = await publint(await publishedPackage({ exports: { '.': './dist/missing.js' } }));
  expect(fault).toContain('missing.js');
});

test('attw accepts a sound package, and finds one without types', async () => {
  expect(await attw(await publishedPackage(goodExports))).toEqual([]);
  const [fault] = await attw(await publishedPackage({ exports: { '.': './dist/untyped.js' } }));
  expect(fault).toContain('No types');
});
