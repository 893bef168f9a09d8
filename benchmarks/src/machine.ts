import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import os from 'node:os';
import { pythonVersion } from './contenders/python-pool.js';

/** Where and with what a run was measured. */
export interface Machine {
  readonly processor: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly system: string;
  readonly node: string;
  readonly v8: string;
  /** Processes that were running or waiting for a core in the minute before: above zero, others were at work. */
  readonly loadBefore: number;
  readonly commit: string;
  /** Package versions by name. */
  readonly packages: Readonly<Record<string, string>>;
}

const PACKAGES = [
  'ringpool',
  'atomics-ring',
  'piscina',
  'tinypool',
  'workerpool',
  'poolifier',
  'jest-worker',
  'synckit',
  'ringbuf.js',
  'tinybench',
  'vega-datasets',
];

export function describeMachine(): Machine {
  return {
    processor: os.cpus()[0]?.model.trim() ?? 'unknown',
    cores: os.availableParallelism(),
    memoryGiB: Math.round(os.totalmem() / 2 ** 30),
    system: `${os.type()} ${os.release()} ${os.arch()}`,
    node: process.versions.node,
    v8: process.versions.v8,
    loadBefore: os.loadavg()[0] ?? 0,
    commit: currentCommit(),
    packages: { ...Object.fromEntries(PACKAGES.map((name) => [name, installedVersion(name)])), ...python() },
  };
}

/** The commit, marked when files were changed since; `unknown` outside a checkout. */
function currentCommit(): string {
  try {
    const changed = git('status', '--porcelain', '--untracked-files=no') === '' ? '' : ' with changes';
    return `${git('rev-parse', '--short=12', 'HEAD')}${changed}`;
  } catch {
    return 'unknown';
  }
}

function git(...args: readonly string[]): string {
  return execFileSync('git', args, { encoding: 'utf8', stdio: 'pipe' }).trim();
}

/** Python's version, where it takes part. */
function python(): Readonly<Record<string, string>> {
  const version = pythonVersion();
  return version === undefined ? {} : { Python: version };
}

/** Read from the file: a package need not export its `package.json`. */
function installedVersion(name: string): string {
  const manifest = readFileSync(new URL(`../node_modules/${name}/package.json`, import.meta.url), 'utf8');
  return (JSON.parse(manifest) as { readonly version: string }).version;
}
