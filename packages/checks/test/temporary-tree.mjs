import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

/** A place inside this package, where Node and the compiler find what it depends on. */
export const insidePackage = fileURLToPath(new URL('../test-results/', import.meta.url));

/**
 * Writes files into a folder that is gone when the test is, and returns the folder.
 * @param {Record<string, string>} files by their path
 * @param {string} [parent]
 * @returns {Promise<string>}
 */
export async function temporaryTree(files, parent = tmpdir()) {
  await mkdir(parent, { recursive: true });
  const root = await mkdtemp(join(parent, 'planted-'));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
  return root;
}
