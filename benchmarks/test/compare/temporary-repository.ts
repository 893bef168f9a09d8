import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { git } from '../../src/compare/checkout.js';

/** A repository of one commit, like ours as far as comparisons go. */
export interface TemporaryRepository {
  readonly root: URL;
  readonly commit: string;
  remove(): void;
}

export function makeRepository(): TemporaryRepository {
  const root = pathToFileURL(join(realpathSync(mkdtempSync(join(tmpdir(), 'ringpool-bench-test-'))), '/'));
  git(root, 'init', '--quiet');
  write(root, '.gitignore', 'dist/\n');
  write(root, 'packages/core/src/index.ts', 'export {};\n');
  writeManifests(root);
  git(root, 'add', '.');
  git(root, '-c', 'user.name=A', '-c', 'user.email=a@example.org', 'commit', '--quiet', '--message', 'First');
  return {
    root,
    commit: git(root, 'rev-parse', 'HEAD').slice(0, 12),
    remove: () => rmSync(root, { recursive: true }),
  };
}

export function write(root: URL, path: string, text: string): void {
  const file = fileURLToPath(new URL(path, root));
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

const PACKAGES = ['packages/core/', 'packages/atomics-ring/'];

/** The packages of a checkout, which publish their compiled modules, as ours once did. */
export function writeManifests(root: URL): void {
  const manifest = { type: 'module', exports: { '.': { default: './dist/index.js' } } };
  for (const folder of PACKAGES) write(root, `${folder}package.json`, JSON.stringify(manifest));
}

/** What a build leaves. */
export async function pretendToBuild(root: URL): Promise<void> {
  for (const folder of PACKAGES) write(root, `${folder}dist/index.js`, 'export {};\n');
}
