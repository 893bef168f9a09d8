import { readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';

/** Folders that hold what was installed or made, never what we wrote. */
const notOurs = new Set([
  'node_modules',
  'dist',
  'bundle',
  'coverage',
  'test-results',
  'results',
  '.git',
  '.turbo',
  '.snippets',
  'tarballs',
]);

/**
 * Every file below `root` that somebody wrote, as paths relative to it with `/` between the parts, sorted.
 * @param {string} root
 * @param {(path: string) => boolean} [accepts]
 * @returns {Promise<string[]>}
 */
export async function sourceFiles(root, accepts = () => true) {
  const found = await filesBelow(root);
  return found
    .map((path) => relative(root, path).split(sep).join('/'))
    .filter(accepts)
    .sort();
}

/**
 * @param {string} folder
 * @returns {Promise<string[]>}
 */
async function filesBelow(folder) {
  const entries = await readdir(folder, { withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(folder, entry.name));
  const folders = entries.filter((entry) => entry.isDirectory() && !notOurs.has(entry.name));
  const deeper = await Promise.all(folders.map((entry) => filesBelow(join(folder, entry.name))));
  return [...files, ...deeper.flat()];
}
