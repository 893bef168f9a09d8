import { build } from 'esbuild';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

/**
 * What `ringpool` may add to a user's bundle, minified and gzipped, with the rings it depends on. The aim is 20,000: see
 * docs/decisions/0008-size-of-the-package.md.
 */
export const sizeLimitBytes = 49_300;

const entry = 'packages/core/bundle/index.js';

/**
 * Weighs what a bundle gets from `import 'ringpool'`. The worker's code is a file of its own and is not in it.
 * @param {string} root
 * @returns {Promise<string[]>}
 */
export async function checkPackageSize(root) {
  const size = await weigh(join(root, entry));
  return size <= sizeLimitBytes
    ? []
    : [`${entry}: expected at most ${sizeLimitBytes} bytes minified and gzipped, got ${size}`];
}

/**
 * The size of a module and all it imports, minified and gzipped, in bytes.
 * @param {string} path
 * @returns {Promise<number>}
 */
export async function weigh(path) {
  const { outputFiles } = await build({
    entryPoints: [path],
    bundle: true,
    minify: true,
    write: false,
    platform: 'node',
    format: 'esm',
    logLevel: 'silent',
  });
  return outputFiles.reduce((sum, file) => sum + gzipSync(file.contents).length, 0);
}
