import { readFile, stat } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { anchorsOf, linksOf, parseMarkdown } from './markdown.mjs';
import { sourceFiles } from './source-files.mjs';

/**
 * Finds links of our pages that lead nowhere: to a file that is not there, or to an anchor its page does not offer.
 * Addresses with a scheme are not followed.
 * @param {string} root
 * @returns {Promise<string[]>}
 */
export async function checkLinks(root) {
  const pages = await sourceFiles(root, (path) => path.endsWith('.md'));
  const faults = await Promise.all(pages.map((page) => checkPage(root, page)));
  return faults.flat();
}

/**
 * @param {string} root
 * @param {string} page
 * @returns {Promise<string[]>}
 */
async function checkPage(root, page) {
  const links = linksOf(await parsePage(join(root, page)));
  const faults = await Promise.all(
    links.map(async ({ target, line }) => {
      const fault = await faultOf(root, join(root, page), target);
      return fault === undefined ? [] : [`${page}:${line}: ${fault}`];
    }),
  );
  return faults.flat();
}

/**
 * @param {string} root
 * @param {string} page
 * @param {string} target
 * @returns {Promise<string | undefined>}
 */
async function faultOf(root, page, target) {
  if (/^[a-z][a-z+.-]*:/i.test(target)) return undefined;
  if (target.startsWith('/')) return `expected a link relative to the page, got ${target}`;
  const [path = '', anchor] = target.split('#');
  const file = path === '' ? page : resolve(dirname(page), decodeURIComponent(path));
  if (relative(root, file).startsWith('..')) return `${target} leads out of the repository`;
  if (!(await exists(file))) return `${target} leads to no file`;
  if (anchor === undefined || anchor === '') return undefined;
  if (!file.endsWith('.md')) return `${target} has an anchor, but only pages offer anchors`;
  return anchorsOf(await parsePage(file)).has(decodeURIComponent(anchor)) ? undefined : `${target}: no such heading`;
}

/** @param {string} path */
async function parsePage(path) {
  return parseMarkdown(await readFile(path, 'utf8'));
}

/** @param {string} path */
async function exists(path) {
  return stat(path).then(
    () => true,
    () => false,
  );
}
