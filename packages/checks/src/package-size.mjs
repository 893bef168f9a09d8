import { build } from 'esbuild';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** What `ringpool` may weigh in all, minified and gzipped, with the rings it depends on: 20 kB. */
export const sizeLimitBytes = 20_000;

/**
 * The files of `ringpool` that run: its main module with everything it imports, and the worker's.
 * @type {readonly string[]}
 */
const entries = ['packages/core/dist/index.js', 'packages/core/dist/worker/entry.js'];

/**
 * @param {string} root
 * @returns {Promise<string[]>}
 */
export async function checkPackageSize(root) {
  const sizes = await Promise.all(entries.map((entry) => weigh(join(root, entry))));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  return total <= sizeLimitBytes
    ? []
    : [
        `expected at most ${sizeLimitBytes} bytes, got ${total}: ${entries.map((entry, index) => `${entry} ${sizes[index]}`).join(', ')}`,
      ];
}

/**
 * The size of a module and all it imports, minified and gzipped, in bytes.
 * @param {string} entry
 * @returns {Promise<number>}
 */
export async function weigh(entry) {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    minify: true,
    write: false,
    platform: 'node',
    format: 'esm',
    logLevel: 'silent',
  });
  return outputFiles.reduce((sum, file) => sum + gzipSync(file.contents).length, 0);
}
