import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { entryIn } from '../build-under-test.js';

/** A checkout of this repository that is built: what a sample can measure. */
export interface Build {
  /** Its folder; the URL ends in a slash. */
  readonly root: URL;
  /** Its commit, marked when it holds changes that are in no commit. */
  readonly commit: string;
}

/** How much of a commit's name is shown and kept. */
const NAME_LENGTH = 12;

/** Where the code that is measured lies: changes elsewhere make no other build. */
const MEASURED_FOLDER = 'packages';

/** Runs git in a folder and returns what it prints. Throws when git does. */
export function git(folder: URL, ...args: readonly string[]): string {
  return execFileSync('git', [...args], { cwd: fileURLToPath(folder), encoding: 'utf8', stdio: 'pipe' }).trimEnd();
}

/** The commit that `name` means in the repository that has `folder`. Throws `RangeError` when there is none. */
export function commitNamed(folder: URL, name: string): string {
  try {
    return git(folder, 'rev-parse', '--verify', '--quiet', `${name}^{commit}`).slice(0, NAME_LENGTH);
  } catch {
    throw new RangeError(`Expected --compare with a commit of this repository, got ${JSON.stringify(name)}.`);
  }
}

/**
 * The build that lies in a checkout. Throws `RangeError` where it is not built, or holds changes that are in no commit, so that its
 * commit would not say what was measured; `allowsChanges` takes these and marks the commit.
 */
export function buildIn(root: URL, allowsChanges: boolean): Build {
  const commit = commitNamed(root, 'HEAD');
  refuseUnbuilt(root, commit);
  const changes = git(root, 'status', '--porcelain', '--', MEASURED_FOLDER);
  if (changes === '') return { root, commit };
  if (allowsChanges) return { root, commit: `${commit} with changes` };
  throw new RangeError(
    `Expected no uncommitted changes in ${MEASURED_FOLDER}/, so that ${commit} says what is measured, got these; ` +
      `commit them, or measure them with --dirty:\n${changes}`,
  );
}

function refuseUnbuilt(root: URL, commit: string): void {
  const entries = (['ringpool', 'atomics-ring'] as const).map((name) => entryIn(name, root));
  const missing = entries.filter((entry) => !existsSync(entry)).map(({ href }) => href.replace(root.href, ''));
  if (missing.length > 0)
    throw new RangeError(`Expected the build of ${commit} to have ${missing.join(' and ')}, got none.`);
}
