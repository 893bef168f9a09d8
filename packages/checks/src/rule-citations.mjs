import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseSync } from 'oxc-parser';
import { sourceFiles } from './source-files.mjs';

/**
 * @typedef {object} Citation
 * @property {number} rule
 * @property {string} where
 * @property {boolean} inRange an end of a range such as `R1–R6`: it must exist, but it tells of no line which rule that line keeps
 */

const protocolPage = 'packages/atomics-ring/PROTOCOL.md';
const sources = /^packages\/[^/]+\/src\/.*\.ts$/;

/**
 * Compares the rules that PROTOCOL.md states (`**R7 Sleep on …**`) with those that comments in the sources cite: none may
 * be cited that is not there, and none may be there that nobody cites.
 * @param {string} root
 * @returns {Promise<string[]>}
 */
export async function checkRuleCitations(root) {
  const protocol = await readFile(join(root, protocolPage), 'utf8').catch(() => undefined);
  if (protocol === undefined) return [`${protocolPage} is not there`];
  const files = await sourceFiles(root, (path) => sources.test(path));
  const texts = await Promise.all(files.map((path) => readFile(join(root, path), 'utf8')));
  const citations = files.flatMap((path, index) => citationsIn(path, texts[index] ?? ''));
  return compare(rulesIn(protocol), citations);
}

/**
 * @param {string} protocol
 * @returns {number[]}
 */
export function rulesIn(protocol) {
  return [...protocol.matchAll(/\*\*R(\d+) /g)].map((match) => Number(match[1]));
}

/**
 * The rules that a source's comments cite.
 * @param {string} path
 * @param {string} source
 * @returns {Citation[]}
 */
export function citationsIn(path, source) {
  return parseSync(path, source).comments.flatMap(({ value, start }) => {
    const ranges = rangesIn(value);
    return [...value.matchAll(/\bR(\d+)\b/g)].map((match) => ({
      rule: Number(match[1]),
      where: `${path}:${lineAt(source, start + 2 + match.index)}`,
      inRange: ranges.some(({ from, to }) => match.index >= from && match.index < to),
    }));
  });
}

/**
 * Where a comment writes `R1–R6` or the like.
 * @param {string} comment
 */
function rangesIn(comment) {
  return [...comment.matchAll(/\bR\d+\s*(?:–|-|…|\.{3}|to)\s*R(?:\d+|n)\b/g)].map((match) => ({
    from: match.index,
    to: match.index + match[0].length,
  }));
}

/**
 * @param {readonly number[]} rules
 * @param {readonly Citation[]} citations
 */
function compare(rules, citations) {
  const known = new Set(rules);
  const cited = new Set(citations.filter(({ inRange }) => !inRange).map(({ rule }) => rule));
  const repeated = rules.filter((rule, index) => rules.indexOf(rule) !== index);
  return [
    ...repeated.map((rule) => `${protocolPage}: R${rule} is stated twice`),
    ...citations
      .filter(({ rule }) => !known.has(rule))
      .map(({ rule, where }) => `${where}: cites R${rule}, which ${protocolPage} does not state`),
    ...rules
      .filter((rule) => !cited.has(rule))
      .map((rule) => `${protocolPage}: R${rule} is cited nowhere in the sources`),
  ];
}

/**
 * @param {string} source
 * @param {number} offset
 */
function lineAt(source, offset) {
  return source.slice(0, offset).split('\n').length;
}
