import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sourceFiles } from './source-files.mjs';

/** @typedef {{ pattern: RegExp, complaint: string }} Rule */

const read = /(?:\.(?:[cm]?[jt]s|json|md|ya?ml|sh)|^\.ci\/run)$/;
const tests = /(?:^|\/)test\//;

/** @type {readonly Rule[]} for everything but tests */
const everywhere = [
  { pattern: /(?<![\w.~:-])\/(?:tmp|root|home|work|Users)\/\w/, complaint: 'names a path of one machine' },
  { pattern: /\bregistry\.[a-z]+\.[a-z]/, complaint: 'names the host of a registry' },
  {
    pattern: /\b(?:TO[D]O|FIX[M]E|XX[X])\b/,
    complaint: 'leaves work for later: do it, or write it down as a decision',
  },
];

/** @type {Rule} */
const focusedTest = { pattern: /\.only\(/, complaint: 'runs one test only' };
const skippedTest = /\.(?:skip|skipIf|runIf|todo|fails)\(/;

/**
 * Finds text that must not be committed: paths of the writer's machine and notes to self outside tests; and in tests, focused
 * ones, and those left out without a comment that says why in at least three words, on the line or the one above.
 * @param {string} root
 * @returns {Promise<string[]>}
 */
export async function checkForbiddenText(root) {
  const files = await sourceFiles(root, (path) => read.test(path) && !path.endsWith('pnpm-lock.yaml'));
  const faults = await Promise.all(
    files.map(async (path) => faultsIn(path, (await readFile(join(root, path), 'utf8')).split('\n'))),
  );
  return faults.flat();
}

/**
 * @param {string} path
 * @param {readonly string[]} lines
 * @returns {string[]}
 */
function faultsIn(path, lines) {
  const isTest = tests.test(path);
  const rules = isTest ? [focusedTest] : everywhere;
  return lines.flatMap((line, index) => {
    const complaints = rules.filter(({ pattern }) => pattern.test(line)).map(({ complaint }) => complaint);
    if (isTest && skippedTest.test(line) && !hasReason(line) && !hasReason(lines[index - 1] ?? '')) {
      complaints.push('leaves a test out without a comment that says why');
    }
    return complaints.map((complaint) => `${path}:${index + 1}: ${complaint}`);
  });
}

/** @param {string} line */
function hasReason(line) {
  const comment = /(?:\/\/|\/?\*)\s*(.*)$/.exec(line)?.[1] ?? '';
  return comment.split(/\s+/).filter((word) => /[a-z]{2}/i.test(word)).length >= 3;
}
