import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * The part of a package.json that is read here.
 * @typedef {object} Manifest
 * @property {string} name
 * @property {boolean} [private]
 * @property {Record<string, string>} [scripts]
 * @property {Record<string, string>} [dependencies]
 * @property {Record<string, unknown>} [exports]
 */

/** @typedef {{ name: string, folder: string, manifest: Manifest }} PublishedPackage */

/**
 * The packages of `packages/` that users install.
 * @param {string} root
 * @returns {Promise<PublishedPackage[]>}
 */
export async function publishedPackages(root) {
  const names = await readdir(join(root, 'packages'));
  const all = await Promise.all(
    names.sort().map(async (entry) => {
      const folder = join(root, 'packages', entry);
      /** @type {Manifest} */
      const manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
      return { name: manifest.name, folder, manifest };
    }),
  );
  return all.filter(({ manifest }) => manifest.private !== true);
}
