import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { type Build, buildIn, commitNamed, git } from './checkout.js';

const run = promisify(execFile);

/** What a package manager prints at most: an error's end is what matters, so more than enough. */
const MOST_OUTPUT_BYTES = 64 * 1024 * 1024;

/** Lines of a failed command that are shown. */
const SHOWN_LINES = 20;

/** A commit whose installation or build fails. */
export class UnbuildableError extends Error {
  override readonly name = 'UnbuildableError';
}

/** Installs and builds the checkout in a folder. A seam: tests build nothing. */
export type BuildCheckout = (root: URL) => Promise<void>;

/**
 * Builds a commit of the repository that has `repository` in a worktree of its own, and calls `use` with the build. The worktree is
 * gone afterwards, whatever happens, Ctrl-C included. Throws `RangeError` for what is no commit
 * or cannot be measured, and `UnbuildableError`.
 */
export async function withBuildOf<Result>(
  name: string,
  repository: URL,
  use: (build: Build) => Promise<Result>,
  buildCheckout: BuildCheckout = installAndBuild,
): Promise<Result> {
  const commit = commitNamed(repository, name);
  const parent = mkdtempSync(join(tmpdir(), 'ringpool-compare-'));
  const root = pathToFileURL(join(parent, 'checkout/'));
  const stopCleaning = cleanUpOnSignals(() => removeWorktree(repository, root, parent));
  try {
    git(repository, 'worktree', 'add', '--detach', '--quiet', fileURLToPath(root), commit);
    await buildCheckout(root);
    return await use(buildIn(root, false));
  } finally {
    stopCleaning();
    removeWorktree(repository, root, parent);
  }
}

/** Installs what the lockfile of that commit says, and builds the two packages with the package manager that commit names. */
async function installAndBuild(root: URL): Promise<void> {
  const manifest = JSON.parse(readFileSync(new URL('package.json', root), 'utf8')) as {
    readonly packageManager?: string;
  };
  const manager = manifest.packageManager ?? 'pnpm';
  await runIn(root, ['-y', manager, 'install', '--frozen-lockfile', '--prefer-offline']);
  await runIn(root, ['-y', manager, '--filter', 'ringpool...', 'run', 'build']);
}

async function runIn(root: URL, args: readonly string[]): Promise<void> {
  const cwd = fileURLToPath(root);
  try {
    await run('npx', [...args], { cwd, maxBuffer: MOST_OUTPUT_BYTES });
  } catch (error) {
    throw new UnbuildableError(`Expected \`npx ${args.join(' ')}\` to succeed in ${cwd}, got:\n${endOf(error)}`, {
      cause: error,
    });
  }
}

/** The end of what a failed command said. */
function endOf(error: unknown): string {
  const {
    stdout = '',
    stderr = '',
    message = String(error),
  } = error as Partial<Record<'stdout' | 'stderr' | 'message', string>>;
  const said = `${stdout}\n${stderr}`.trim();
  return (said === '' ? message : said).split('\n').slice(-SHOWN_LINES).join('\n');
}

function removeWorktree(repository: URL, root: URL, parent: string): void {
  try {
    git(repository, 'worktree', 'remove', '--force', '--force', fileURLToPath(root));
  } catch {
    // It was never added, or only half: what is left of it goes below.
  }
  rmSync(parent, { recursive: true, force: true });
  git(repository, 'worktree', 'prune');
}

/** Calls `cleanUp` when a signal ends the process, then lets it end. Returns what takes that back. */
function cleanUpOnSignals(cleanUp: () => void): () => void {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  const end = (signal: NodeJS.Signals): void => {
    stop();
    cleanUp();
    process.kill(process.pid, signal);
  };
  const stop = (): void => {
    for (const signal of signals) process.off(signal, end);
  };
  for (const signal of signals) process.on(signal, end);
  return stop;
}
