#!/usr/bin/env node
// Only Node's own modules are imported up here: `test` must end with its sum even after a failed installation.
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const usage = `usage: ringpool-checks test [turbo arguments]   runs all suites and prints their sum
       ringpool-checks check [names]            runs every check, or the named ones
       ringpool-checks api --update             writes the listings of the public API anew`;

/** @param {string[]} turboArguments */
async function test(turboArguments) {
  const { runSuites } = await import('./run-suites.mjs');
  return runSuites(root, turboArguments);
}

/** @param {string[]} names */
async function check(names) {
  const { runChecks } = await import('./run-checks.mjs');
  return runChecks(root, names);
}

/** @param {string[]} flags */
async function api(flags) {
  if (flags.join() !== '--update') throw new Error(usage);
  const { updateApiListings } = await import('./api-listing.mjs');
  const faults = await updateApiListings(root);
  for (const fault of faults) console.error(fault);
  return faults.length === 0 ? 0 : 1;
}

/** @type {Record<string, ((args: string[]) => Promise<number>) | undefined>} */
const commands = { test, check, api };
const [name = '', ...rest] = process.argv.slice(2);

try {
  const command = commands[name];
  if (command === undefined) throw new Error(usage);
  process.exitCode = await command(rest);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  // Whoever reads the last line reads a failure, whatever broke.
  if (name === 'test') console.log('0 passed, 1 failed');
  process.exitCode = 1;
}
