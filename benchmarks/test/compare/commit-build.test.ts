import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { buildIn, git } from '../../src/compare/checkout.js';
import { withBuildOf } from '../../src/compare/commit-build.js';
import type { TemporaryRepository } from './temporary-repository.js';
import { makeRepository, pretendToBuild, write } from './temporary-repository.js';

let repository: TemporaryRepository;
beforeEach(() => {
  repository = makeRepository();
});
afterEach(() => repository.remove());

function worktrees(): number {
  return git(repository.root, 'worktree', 'list').split('\n').length;
}

/** The folders that comparisons of this test's repository left. */
function leftFolders(before: ReadonlySet<string>): string[] {
  return readdirSync(tmpdir()).filter((name) => name.startsWith('ringpool-compare-') && !before.has(name));
}

test('gives the build of a commit, in a checkout of its own that is gone afterwards', async () => {
  const root = await withBuildOf(
    'HEAD',
    repository.root,
    async (build) => {
      expect(build.commit).toBe(repository.commit);
      expect(existsSync(new URL('packages/core/dist/index.js', build.root))).toBe(true);
      expect(worktrees()).toBe(2);
      return build.root;
    },
    pretendToBuild,
  );
  expect(existsSync(root)).toBe(false);
  expect(existsSync(new URL('..', root))).toBe(false);
  expect(worktrees()).toBe(1);
});

test.each([
  { what: 'the build fails', build: () => Promise.reject(new Error('Planted.')), use: async () => {} },
  { what: 'the measuring fails', build: pretendToBuild, use: () => Promise.reject(new Error('Planted.')) },
])('leaves nothing behind when $what', async ({ build, use }) => {
  let root: URL | undefined;
  const building = (folder: URL): Promise<void> => {
    root = folder;
    return build(folder);
  };
  await expect(withBuildOf('HEAD', repository.root, use, building)).rejects.toThrow('Planted.');
  expect(root !== undefined && !existsSync(new URL('..', root))).toBe(true);
  expect(worktrees()).toBe(1);
});

test('leaves nothing behind when it is interrupted', async () => {
  const before = new Set(readdirSync(tmpdir()));
  const program = `
    import { withBuildOf } from ${JSON.stringify(new URL('../../dist/compare/commit-build.js', import.meta.url).href)};
    setInterval(() => {}, 1000);
    await withBuildOf('HEAD', new URL(process.argv[1]), async () => {}, (root) => {
      process.stdout.write(root.href);
      return new Promise(() => {});
    });`;
  const child = execFile(process.execPath, ['--input-type=module', '--eval', program, repository.root.href]);
  const root = await new Promise<string>((resolve) => child.stdout?.once('data', resolve));
  expect(leftFolders(before).some((name) => root.includes(name))).toBe(true);
  const ended = new Promise((resolve) => child.once('exit', (_, signal) => resolve(signal)));
  child.kill('SIGINT');
  expect(await ended).toBe('SIGINT');
  expect(leftFolders(before).some((name) => root.includes(name))).toBe(false);
  expect(worktrees()).toBe(1);
});

test.each(['nonsense', '', '--all', 'HEAD:packages'])('refuses %j, which is no commit', async (name) => {
  const use = async (): Promise<never> => expect.unreachable();
  await expect(withBuildOf(name, repository.root, use, pretendToBuild)).rejects.toThrow(
    `Expected --compare with a commit of this repository, got ${JSON.stringify(name)}.`,
  );
  expect(worktrees()).toBe(1);
});

test('refuses a commit whose build leaves nothing that can be measured', async () => {
  const use = async (): Promise<never> => expect.unreachable();
  await expect(withBuildOf('HEAD', repository.root, use, async () => {})).rejects.toThrow(
    `Expected the build of ${repository.commit} to have packages/core/dist/index.js and packages/atomics-ring/dist/index.js, got none.`,
  );
});

test('refuses a commit whose build changes what is committed', async () => {
  const build = async (root: URL): Promise<void> => {
    await pretendToBuild(root);
    write(root, 'packages/core/src/index.ts', 'export const changed = true;\n');
  };
  const use = async (): Promise<never> => expect.unreachable();
  await expect(withBuildOf('HEAD', repository.root, use, build)).rejects.toThrow('M packages/core/src/index.ts');
});

test('refuses a checkout with changes in no commit, new files among them, or marks it', async () => {
  await pretendToBuild(repository.root);
  expect(buildIn(repository.root, false)).toEqual({ root: repository.root, commit: repository.commit });
  write(repository.root, 'packages/core/src/more.ts', 'export {};\n');
  expect(() => buildIn(repository.root, false)).toThrow('?? packages/core/src/more.ts');
  expect(buildIn(repository.root, true).commit).toBe(`${repository.commit} with changes`);
});

test('measures a checkout whose changes are elsewhere', async () => {
  await pretendToBuild(repository.root);
  write(repository.root, 'notes.md', 'Not measured.\n');
  expect(buildIn(repository.root, false).commit).toBe(repository.commit);
});
