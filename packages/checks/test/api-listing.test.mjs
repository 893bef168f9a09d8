import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkApiListings, updateApiListings } from '../src/api-listing.mjs';
import { insidePackage, temporaryTree } from './temporary-tree.mjs';

/** @param {string} declarations */
function workspace(declarations) {
  return temporaryTree(
    {
      'packages/a/package.json': JSON.stringify({ name: 'a', version: '1.0.0', type: 'module' }),
      'packages/a/dist/index.d.ts': declarations,
    },
    insidePackage,
  );
}

test('accepts an API that is as its listing says', async () => {
  const root = await workspace('export declare function one(): number;\n');
  expect(await updateApiListings(root)).toEqual([]);
  expect(await readFile(join(root, 'docs/api/a.api.md'), 'utf8')).toContain('export function one(): number;');
  expect(await checkApiListings(root)).toEqual([]);
});

test.each([
  ['gained a function', 'export declare function one(): number;\nexport declare function two(): number;\n'],
  ['lost a function', 'export {};\n'],
  ['changed a type', 'export declare function one(): string;\n'],
])('finds an API that %s', async (_, declarations) => {
  const root = await workspace('export declare function one(): number;\n');
  await updateApiListings(root);
  await writeFile(join(root, 'packages/a/dist/index.d.ts'), declarations);
  expect(await checkApiListings(root)).toEqual([
    'a: the public API is not as docs/api/a.api.md lists it; if that is meant: pnpm api:update',
  ]);
});

test('finds a package that has no listing yet', async () => {
  const root = await workspace('export declare function one(): number;\n');
  expect(await checkApiListings(root)).toHaveLength(1);
});

test('finds a type that the API uses but does not export', async () => {
  const root = await workspace('interface Hidden { a: number }\nexport declare function one(): Hidden;\nexport {};\n');
  const faults = await updateApiListings(root);
  expect(faults.join()).toContain('The symbol "Hidden" needs to be exported by the entry point');
});
