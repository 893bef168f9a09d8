import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
// The built files: what runs in threads of its own cannot be TypeScript on every Node line.
import { measureInFreshProcess } from '../dist/fresh-process.js';
import { entryIn, urlOf } from '../src/build-under-test.js';
import { write, writeManifests } from './compare/temporary-repository.js';

const CHECKOUT = new URL('../../', import.meta.url);

let build: URL;
beforeEach(() => {
  build = pathToFileURL(join(mkdtempSync(join(tmpdir(), 'ringpool-bench-test-')), '/'));
  writeManifests(build);
});
afterEach(() => rmSync(build, { recursive: true }));

test('is the installed package, or its file in another checkout', () => {
  expect(urlOf('ringpool', undefined)).toBe('ringpool');
  expect(urlOf('ringpool', build.href)).toBe(new URL('packages/core/dist/index.js', build).href);
  expect(urlOf('atomics-ring', build.href)).toBe(new URL('packages/atomics-ring/dist/index.js', build).href);
});

test('is what users get: few files', () => {
  expect(entryIn('ringpool', CHECKOUT).href).toBe(new URL('packages/core/bundle/index.js', CHECKOUT).href);
  expect(entryIn('atomics-ring', CHECKOUT).href).toBe(new URL('packages/atomics-ring/bundle/index.js', CHECKOUT).href);
});

test('is refused where a package does not have that path', () => {
  expect(() => entryIn('ringpool/worker', build)).toThrow(
    'packages/core/package.json to export ./worker, got nothing.',
  );
});

test('is what a fresh process measures: a pool that computes something wrong in another checkout is found', async () => {
  const cell = { scenario: 'S1', row: '1 worker', contender: 'ringpool', setting: 'default' };
  write(build, 'packages/atomics-ring/dist/index.js', '');
  write(
    build,
    'packages/core/dist/index.js',
    'export class Pool { apply(name, [x]) { return Promise.resolve(x + 2); } terminate() {} }',
  );
  const reply = await measureInFreshProcess({ cell, effort: 'quick' }, build);
  expect(reply).toEqual({ state: 'wrong', message: expect.stringContaining('+ 1 to be') });
});

test('is what both threads of the rings take', async () => {
  const cell = { scenario: 'S10', row: 'round trip, spinning', contender: 'atomics-ring', setting: 'default' };
  write(build, 'packages/atomics-ring/dist/index.js', ringsThatTell());
  const reply = await measureInFreshProcess({ cell, effort: 'quick' }, build);
  expect(reply).toMatchObject({ state: 'measured' });
  const files = readdirSync(new URL('packages/atomics-ring/dist/', build));
  expect(files.sort()).toEqual(['in-main', 'in-thread', 'index.js']);
});

/** The rings of this checkout, and a file for each kind of thread that has loaded them. */
function ringsThatTell(): string {
  return `
    import { writeFileSync } from 'node:fs';
    import { isMainThread } from 'node:worker_threads';
    export * from ${JSON.stringify(entryIn('atomics-ring', CHECKOUT).href)};
    writeFileSync(new URL(isMainThread ? 'in-main' : 'in-thread', import.meta.url), '');`;
}

/** Imports of our packages' values by name, in a source file: whatever build was asked for, they give this checkout's. */
function importsByName(source: string): readonly string[] {
  const pattern =
    /^import (?!type\b).*from '(?:ringpool|atomics-ring)[^']*'|(?<!typeof )\bimport\('(?:ringpool|atomics-ring)[^']*'\)/gm;
  return source.match(pattern) ?? [];
}

const SOURCES = new URL('../src/', import.meta.url);

test('is asked for by all that is measured: nothing imports our packages by name', () => {
  const files = readdirSync(fileURLToPath(SOURCES), { recursive: true, encoding: 'utf8' });
  const sources = files
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(new URL(name, SOURCES), 'utf8'));
  expect(sources.length).toBeGreaterThan(0);
  expect(sources.flatMap(importsByName)).toEqual([]);
});

test.each([
  ["import { Pool } from 'ringpool';", 1],
  ["const { Pool } = await import('ringpool');", 1],
  ["import { taskSignal } from 'ringpool/worker';", 1],
  ["import type { Pool } from 'ringpool';", 0],
  ["readonly ringpool: typeof import('ringpool');", 0],
])('%s is %i of them', (source, count) => {
  expect(importsByName(source)).toHaveLength(count);
});
