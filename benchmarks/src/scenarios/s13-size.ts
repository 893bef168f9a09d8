import { existsSync, readFileSync } from 'node:fs';
import { BUILD_VARIABLE, entryIn } from '../build-under-test.js';
import type { Cell, Outcome, Row, Scenario } from '../scenario.js';
import { bundledBytes } from '../size/bundle-size.js';
import type { InstalledManifest } from '../size/install-scripts.js';
import { checkInstallScripts } from '../size/install-scripts.js';

const INSTALLED = new URL('../../node_modules/', import.meta.url);
const THIS_CHECKOUT = new URL('../../../', import.meta.url);

const BYTES_PER_KB = 1000;

/** Where our own packages are in a checkout: nothing of theirs may run at installation. */
const OWN_FOLDERS = ['packages/core/', 'packages/atomics-ring/'];

/** Where the program's part and the workers' part of a library begin; the workers' is left out where it is the same file. */
interface Entries {
  readonly main: string;
  readonly worker?: string;
}

/** Those of others. */
const ENTRIES: Readonly<Record<string, Entries>> = {
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
  cells: ({ name }) => ['ringpool', ...Object.keys(ENTRIES)].map((contender) => cellOf(name, contender)),
  measure,
};

function cellOf(row: string, contender: string): Cell {
  return { scenario: 'S13', row, contender, setting: 'default' };
}

async function measure({ contender, row }: Cell): Promise<Outcome> {
  const { main, worker } = entriesOf(contender);
  if (contender === 'ringpool') OWN_FOLDERS.map(manifestIn).forEach(checkInstallScripts);
  const files = row === MAIN_ROW || worker === undefined ? [main] : [main, worker];
  const sizes = await Promise.all(files.map((file) => bundledBytes(new URL(file, INSTALLED))));
  return { readings: { kilobytes: sizes.reduce((sum, size) => sum + size, 0) / BYTES_PER_KB } };
}

/** From where packages are installed on. */
function entriesOf(contender: string): Entries {
  if (contender === 'ringpool') {
    return { main: entryIn('ringpool', checkout()).href, worker: entryIn('ringpool/worker-entry', checkout()).href };
  }
  const entries = ENTRIES[contender];
  if (entries === undefined) throw new RangeError(`Expected a package to weigh, got ${contender}.`);
  const { main, worker } = entries;
  return { main: `${contender}/${main}`, ...(worker !== undefined && { worker: `${contender}/${worker}` }) };
}

/** The checkout whose build is measured. */
function checkout(): string {
  return process.env[BUILD_VARIABLE] ?? THIS_CHECKOUT.href;
}

/** npm builds a package that has a `binding.gyp` even when its manifest says nothing of it. */
function manifestIn(ownFolder: string): InstalledManifest {
  const folder = new URL(ownFolder, checkout());
  const manifest = JSON.parse(readFileSync(new URL('package.json', folder), 'utf8')) as InstalledManifest;
  return { ...manifest, gypfile: manifest.gypfile ?? existsSync(new URL('binding.gyp', folder)) };
}
