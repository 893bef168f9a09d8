import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkPackageSize, sizeLimitBytes, weigh } from '../src/package-size.mjs';
import { temporaryTree } from './temporary-tree.mjs';

/** @param {number} bytes of text that does not compress to less */
function incompressible(bytes) {
  return `export const ballast = '${randomBytes(bytes).toString('base64')}';\n`;
}

test('weighs a module with everything it imports', async () => {
  const root = await temporaryTree({ 'index.js': "export * from './deep.js';\n", 'deep.js': incompressible(5000) });
  expect(await weigh(join(root, 'index.js'))).toBeGreaterThan(5000);
});

test('accepts a package below the limit', async () => {
  const root = await temporaryTree({ 'packages/core/bundle/index.js': 'export const one = 1;\n' });
  expect(await checkPackageSize(root)).toEqual([]);
});

test('finds a package that is too heavy only with what it imports', async () => {
  const half = Math.ceil(sizeLimitBytes * 0.6);
  const root = await temporaryTree({
    'packages/core/bundle/index.js': `export { ballast as other } from './deep.js';\n${incompressible(half)}`,
    'packages/core/bundle/deep.js': incompressible(half),
  });
  const [fault] = await checkPackageSize(root);
  expect(fault).toMatch(
    new RegExp(
      `^packages/core/bundle/index\\.js: expected at most ${sizeLimitBytes} bytes minified and gzipped, got \\d{5}$`,
    ),
  );
});
