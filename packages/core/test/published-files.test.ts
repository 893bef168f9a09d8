import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const PACKAGE = new URL('../', import.meta.url);
const LOADED_FILES = new URL('fixtures/loaded-files.mjs', import.meta.url);
const { exports } = createRequire(import.meta.url)('../package.json') as {
  exports: Readonly<Record<string, string | { readonly types: string; readonly default: string }>>;
};

/** Runs a program that has `loadedFiles`, and returns what it prints as JSON, with the parts of names that change with every build left out. */
function run(program: string): unknown {
  const source = `(async () => { const { loadedFiles } = await import('${LOADED_FILES.href}'); ${program} })();`;
  const output = execFileSync(process.execPath, ['--eval', source], {
    cwd: fileURLToPath(PACKAGE),
    encoding: 'utf8',
  });
  return JSON.parse(output.replaceAll(/shared-\w+/g, 'shared'));
}

/** The last two parts of each path but that of the fixture, sorted. */
const PRINT = `
  const tell = (files) => files.filter((url) => !url.includes('/fixtures/'))
    .map((url) => url.split('/packages/').at(-1)).sort();
  const print = (files) => console.log(JSON.stringify(tell(files)));`;

/** What the other paths need too is in four files, one for each set of paths that share something: all, all but the suite of the contract, pools of WebAssembly kernels, and that suite. */
const MAIN = [
  'atomics-ring/bundle/index.js',
  'core/bundle/index.js',
  'core/bundle/shared.js',
  'core/bundle/shared.js',
  'core/bundle/shared.js',
  'core/bundle/shared.js',
];

describe('the files that are loaded', () => {
  it.each(["await import('ringpool');", "require('ringpool');"])('are six by %s', (load) => {
    expect(run(`${PRINT} ${load} print(loadedFiles());`)).toEqual(MAIN);
  });

  it('would be dozens, were the compiled modules published', () => {
    const files = run(`${PRINT} await import('./dist/index.js'); print(loadedFiles());`) as string[];
    expect(files.length).toBeGreaterThan(50);
  });

  it('are one by the path for tasks', () => {
    expect(run(`${PRINT} await import('ringpool/worker'); print(loadedFiles());`)).toEqual(['core/bundle/worker.js']);
  });

  it('are no more once a pool has given a result', () => {
    const program = `${PRINT}
      const { Pool } = await import('ringpool');
      const pool = new Pool('${LOADED_FILES.href}', { workers: 1 });
      await pool.apply('loadedFiles');
      await pool.terminate();
      print(loadedFiles());`;
    expect(run(program)).toEqual(MAIN);
  });

  it('are one in a worker, besides those of its tasks', () => {
    const program = `${PRINT}
      const { Pool } = await import('ringpool');
      const pool = new Pool('${LOADED_FILES.href}', { workers: 1 });
      print(await pool.apply('loadedFiles'));
      await pool.terminate();`;
    expect(run(program)).toEqual(['core/bundle/worker-entry.js']);
  });
});

describe('the files that are published', () => {
  const files = readdirSync(new URL('bundle/', PACKAGE), { recursive: true, encoding: 'utf8' });

  it('are all that the package exports, made of the modules whose types go with them', () => {
    const targets = Object.values(exports).filter((target) => typeof target === 'object');
    expect(targets.map(({ default: file }) => file)).not.toEqual([]);
    for (const { default: file } of targets) expect(files.map((name) => `./bundle/${name}`)).toContain(file);
  });

  it.each(['index', 'worker', 'random', 'wasm', 'testing/index'])(
    'keep the names of what they export: %s',
    async (name) => {
      const exported = (await import(new URL(`bundle/${name}.js`, PACKAGE).href)) as Record<string, unknown>;
      const named = Object.entries(exported).filter(([, value]) => typeof value === 'function');
      expect(named).not.toEqual([]);
      for (const [exportedName, value] of named) expect((value as { readonly name: string }).name).toBe(exportedName);
    },
  );

  // One other letter, be it in a comment, and a file is decoded letter by letter and held in twice the memory: 0.4 ms of a worker's start.
  it('are plain ASCII', () => {
    const published = files.filter((name) => name.endsWith('.js')).map((name) => new URL(`bundle/${name}`, PACKAGE));
    const read = [...published, new URL('../atomics-ring/bundle/index.js', PACKAGE)];
    const others = read.filter((file) => readFileSync(file).some((byte) => byte > 127));
    expect(others.map(({ href }) => href)).toEqual([]);
  });

  it('lead to the sources that are published with them', () => {
    const maps = files.filter((name) => name.endsWith('.map')).map((name) => new URL(`bundle/${name}`, PACKAGE));
    expect(maps.length).toBeGreaterThan(0);
    for (const map of maps) {
      const { sources } = JSON.parse(readFileSync(map, 'utf8')) as { sources: string[] };
      const outside = sources.map((source) => new URL(source, map).href).filter((url) => !isSource(url));
      expect(outside).toEqual([]);
    }
  });
});

/** Whether it is a source of one of the packages; the worker's globals are no module of theirs. */
function isSource(url: string): boolean {
  return /\/packages\/(?:core|atomics-ring)\/src\/.+\.ts$|\/core\/build\/own-globals\.js$/.test(url);
}
