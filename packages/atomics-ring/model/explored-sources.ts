import { readFile } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Change, plantedBugs } from './planted-bugs.ts';

/** Modules asked for with `?explored=BUG` are loaded for the explorer, with that bug planted; `none` plants none. */
const QUERY = '?explored=';

/** The seams, and what stands in their place. */
const SEAMS: Readonly<Record<string, string>> = {
  './atomics.js': fileURLToPath(new URL('explored-atomics.ts', import.meta.url)),
  './memory.js': fileURLToPath(new URL('explored-memory.ts', import.meta.url)),
  './shared-clock.js': fileURLToPath(new URL('explored-clock.ts', import.meta.url)),
  './worker-threads.js': fileURLToPath(new URL('explored-port.ts', import.meta.url)),
};

/** What is built into Node is asked for like a seam. */
const PORT_IN_A_SEAM: Change = {
  file: 'port-transport.ts',
  find: "from 'node:worker_threads'",
  replace: "from './worker-threads.js'",
};

/** Every look before a sleep is one more step without a difference: one is enough. */
const FEWER_LOOKS: Change = {
  file: 'waiting.ts',
  find: 'LOOKS_BEFORE_SLEEP = 500',
  replace: 'LOOKS_BEFORE_SLEEP = 0',
};

interface SourcePlugin {
  readonly name: string;
  readonly enforce: 'pre';
  resolveId(source: string, importer: string | undefined): string | undefined;
  load(id: string): Promise<string | undefined>;
}

/** A plugin that gives vitest the package's sources as the explorer needs them. */
export function exploredSources(): SourcePlugin {
  return {
    name: 'explored-sources',
    enforce: 'pre',
    resolveId(source, importer) {
      const bug = importer === undefined ? undefined : bugOf(importer);
      if (bug === undefined || !source.startsWith('./')) return undefined;
      return SEAMS[source] ?? resolve(dirname(importer!), source.replace(/\.js$/, '.ts')) + QUERY + bug;
    },
    async load(id) {
      const bug = bugOf(id);
      return bug === undefined ? undefined : exploredText(id.slice(0, id.indexOf(QUERY)), bug);
    },
  };
}

function bugOf(id: string): string | undefined {
  const start = id.indexOf(QUERY);
  return start < 0 ? undefined : id.slice(start + QUERY.length);
}

async function exploredText(path: string, bug: string): Promise<string> {
  const file = basename(path);
  const changes = [PORT_IN_A_SEAM, FEWER_LOOKS, ...(bug === 'none' ? [] : changesOf(bug))].filter(
    (change) => change.file === file,
  );
  const changed = changes.reduce(applyChange, await readFile(path, 'utf8'));
  // Private names as public ones, with the file's name in them, so that a thread's whole state can be read.
  return changed.replaceAll(/#([a-zA-Z]\w*)/g, `$${file.replaceAll(/\W/g, '_')}_$1`);
}

function changesOf(bug: string): readonly Change[] {
  const changes = plantedBugs[bug];
  if (changes === undefined) throw new RangeError(`Expected the name of a planted bug, got ${bug}.`);
  return changes;
}

/** A bug that is not planted would not be caught: the text to replace must be there, once. */
export function applyChange(text: string, { file, find, replace }: Change): string {
  if (text.split(find).length !== 2) throw new Error(`Expected this once in ${file}:\n${find}`);
  return text.replace(find, () => replace);
}
