import { checkApiListings } from './api-listing.mjs';
import { checkForbiddenText } from './forbidden-text.mjs';
import { checkLinks } from './links.mjs';
import { checkPackageContents } from './package-contents.mjs';
import { checkInstallation } from './package-installation.mjs';
import { checkPackageSize } from './package-size.mjs';
import { checkRuleCitations } from './rule-citations.mjs';
import { runSuites } from './run-suites.mjs';
import { checkSnippets } from './snippet-runner.mjs';
import { checkFormat, checkLint, checkScript, checkUnused } from './tools.mjs';

/** @typedef {(root: string) => Promise<string[]>} Check gives what is wrong, a line or more for each fault */

/**
 * In the order of running: what needs no build comes first, then what reads `dist/`.
 * @type {ReadonlyMap<string, Check>}
 */
const checks = new Map([
  ['format', checkFormat],
  ['links', checkLinks],
  ['rules', checkRuleCitations],
  ['text', checkForbiddenText],
  ['build', checkScript('build')],
  ['lint', checkLint],
  ['types', checkScript('types')],
  ['unused', checkUnused],
  ['packages', checkScript('packages')],
  ['contents', checkPackageContents],
  ['installation', checkInstallation],
  ['size', checkPackageSize],
  ['api', checkApiListings],
  ['snippets', checkSnippets],
]);

/**
 * Runs the named checks, or all of them and then the suites, whose sum is the last line. Returns the exit code.
 * @param {string} root
 * @param {readonly string[]} names
 * @returns {Promise<number>}
 */
export async function runChecks(root, names) {
  const unknown = names.filter((name) => !checks.has(name));
  if (unknown.length > 0) {
    throw new Error(`expected names of checks (${[...checks.keys()].join(', ')}), got ${unknown.join(', ')}`);
  }
  const failed = [];
  for (const [name, check] of checks) {
    if (names.length > 0 && !names.includes(name)) continue;
    if (!(await passes(root, name, check))) failed.push(name);
  }
  const verdict = failed.length === 0 ? 'all checks passed' : `failed: ${failed.join(', ')}`;
  console.log(verdict);
  const exitCode = failed.length === 0 ? 0 : 1;
  if (names.length > 0) return exitCode;
  const suitesExitCode = await runSuites(root);
  return Math.max(exitCode, suitesExitCode);
}

/**
 * @param {string} root
 * @param {string} name
 * @param {Check} check
 * @returns {Promise<boolean>}
 */
async function passes(root, name, check) {
  const begin = performance.now();
  const faults = await check(root).catch((error) => [
    error instanceof Error ? (error.stack ?? error.message) : String(error),
  ]);
  const seconds = ((performance.now() - begin) / 1000).toFixed(1);
  console.log(`${faults.length === 0 ? '✓' : '✗'} ${name} (${seconds} s)`);
  for (const fault of faults) console.log(fault.replace(/^/gm, '    '));
  return faults.length === 0;
}
