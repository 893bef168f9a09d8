import { existsSync, readFileSync } from 'node:fs';
import { BUILD_VARIABLE } from '../build-under-test.js';
import type { Cell, Outcome, Row, Scenario } from '../scenario.js';
import { bundledBytes } from '../size/bundle-size.js';
import type { InstalledManifest } from '../size/install-scripts.js';
import { checkInstallScripts } from '../size/install-scripts.js';

const INSTALLED = new URL('../../node_modules/', import.meta.url);

const BYTES_PER_KB = 1000;

/** Our own packages and where they are in a checkout: nothing of theirs may run at installation. */
const OWN_FOLDERS: Readonly<Record<string, string>> = {
  ringpool: 'packages/core/',
  'atomics-ring': 'packages/atomics-ring/',
};

/** Where the program's part and the workers' part of a library begin; the workers' is left out where it is the same file. */
const ENTRIES: Readonly<Record<string, { readonly main: string; readonly worker?: string }>> = {
  ringpool: { main: 'dist/index.js', worker: 'dist/worker/entry.js' },
  piscina: { main: 'dist/esm-wrapper.mjs', worker: 'dist/worker.js' },
  tinypool: { main: 'dist/index.js', worker: 'dist/entry/worker.js' },
  workerpool: { main: 'src/index.js' },
  poolifier: { main: 'lib/index.mjs' },
};

export const MAIN_ROW = 'main export';
const WITH_WORKER_ROW = "main export and workers' entry";

/** What a program that uses a library gets, with all that the library depends on. */
export const publishedSize: Scenario = {
  id: 'S13',
  title: 'published size, minified and compressed by gzip',
  rows: () => [MAIN_ROW, WITH_WORKER_ROW].map((name): Row => ({ name, metric: 'kilobytes' })),
  cells: ({ name }) => Object.keys(ENTRIES).map((contender) => cellOf(name, contender)),
  measure,
};

function cellOf(row: string, contender: string): Cell {
  return { scenario: 'S13', row, contender, setting: 'default' };
}

async function measure({ contender, row }: Cell): Promise<Outcome> {
  const entries = ENTRIES[contender];
  if (entries === undefined) throw new RangeError(`Expected a package to weigh, got ${contender}.`);
  if (contender === 'ringpool') Object.keys(OWN_FOLDERS).map(manifestOf).forEach(checkInstallScripts);
  const files = row === MAIN_ROW || entries.worker === undefined ? [entries.main] : [entries.main, entries.worker];
  const sizes = await Promise.all(files.map((file) => bundledBytes(new URL(file, folderOf(contender)))));
  return { readings: { kilobytes: sizes.reduce((sum, size) => sum + size, 0) / BYTES_PER_KB } };
}

/** Where a package lies: ours in the checkout whose build is measured, where one is named. */
function folderOf(name: string): URL {
  const build = process.env[BUILD_VARIABLE];
  const own = OWN_FOLDERS[name];
  return build === undefined || own === undefined ? new URL(`${name}/`, INSTALLED) : new URL(own, build);
}

/** npm builds a package that has a `binding.gyp` even when its manifest says nothing of it. */
function manifestOf(name: string): InstalledManifest {
  const folder = folderOf(name);
  const manifest = JSON.parse(readFileSync(new URL('package.json', folder), 'utf8')) as InstalledManifest;
  return { ...manifest, gypfile: manifest.gypfile ?? existsSync(new URL('binding.gyp', folder)) };
}
