import { delimiter } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runChild } from './child.mjs';

/** Where the programs of this repository's tools are: the workspace's and this package's own. */
const programFolders = ['../../../node_modules/.bin', '../node_modules/.bin'].map((path) =>
  fileURLToPath(new URL(path, import.meta.url)),
);

/**
 * A check that runs a tool of others in `root`, and hands on what it prints when it fails.
 * @param {string} command
 * @param {readonly string[]} args
 * @returns {(root: string) => Promise<string[]>}
 */
export function tool(command, args) {
  const PATH = [...programFolders, process.env['PATH']].join(delimiter);
  return async (root) => {
    const { exitCode, output } = await runChild(command, args, {
      cwd: root,
      env: { PATH, TURBO_TELEMETRY_DISABLED: '1' },
    });
    return exitCode === 0 ? [] : [output.trim()];
  };
}

export const checkFormat = tool('prettier', ['--check', '--log-level=warn', '.']);
export const checkLint = tool('oxlint', ['--type-aware', '--deny-warnings', '--report-unused-disable-directives']);
export const checkUnused = tool('knip', ['--treat-config-hints-as-errors']);
/** `build`, `types` and `packages` are scripts of the packages; turbo knows their order. */
export const checkScript = (/** @type {string} */ script) =>
  tool('turbo', [
    'run',
    script,
    '--continue=dependencies-successful',
    '--output-logs=errors-only',
    '--log-prefix=none',
  ]);
