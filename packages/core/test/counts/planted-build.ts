import { cp, mkdtemp, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { CHECKOUT } from './run-counting.ts';

/** A change to one built file: what stands there exactly once, and what takes its place. */
export interface Change {
  /** From the folder `packages` on. */
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

/** Counts by way of the wrapped global, wherever it is put. */
export const ONE_MORE_LOAD = 'globalThis.Atomics.load(new Int32Array(1), 0);';

/** Calls `use` with the URL of a copy of what is built, in which something was changed. */
export async function withPlanted<Result>(change: Change, use: (root: string) => Promise<Result>): Promise<Result> {
  const root = await mkdtemp(join(tmpdir(), 'ringpool-planted-'));
  try {
    await Promise.all(['core', 'atomics-ring'].map((name) => copyPackage(name, join(root, 'packages', name))));
    await mkdir(join(root, 'packages/core/node_modules'));
    await symlink(join(root, 'packages/atomics-ring'), join(root, 'packages/core/node_modules/atomics-ring'));
    await plant(change, join(root, 'packages', change.file));
    return await use(`${pathToFileURL(root).href}/`);
  } finally {
    await rm(root, { recursive: true });
  }
}

async function copyPackage(name: string, target: string): Promise<void> {
  const source = fileURLToPath(new URL(`packages/${name}/`, CHECKOUT));
  const parts = ['dist', 'bundle', 'package.json'];
  await Promise.all(parts.map((part) => cp(join(source, part), join(target, part), { recursive: true })));
}

async function plant({ file, from, to }: Change, path: string): Promise<void> {
  const parts = (await readFile(path, 'utf8')).split(from);
  if (parts.length !== 2) throw new Error(`Expected ${file} to have \`${from}\` once, got ${parts.length - 1} times.`);
  await writeFile(path, parts.join(to));
}
