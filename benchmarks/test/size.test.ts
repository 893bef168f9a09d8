import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { bundledBytes } from '../src/size/bundle-size.js';
import { checkInstallScripts } from '../src/size/install-scripts.js';

const folder = mkdtempSync(join(tmpdir(), 'bundle-size-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string): URL {
  writeFileSync(join(folder, name), text);
  return pathToFileURL(join(folder, name));
}

/** Digits that no compression makes much shorter. */
const DIGITS = Array.from({ length: 300 }, (_, index) => Math.sin(index).toString()).join(' ');

test('what a file imports is weighed with it, what it does not use is not', async () => {
  file('digits.js', `export const digits = '${DIGITS}'; export const unused = '${DIGITS.toUpperCase()} x';`);
  const alone = await bundledBytes(file('alone.js', 'export const one = 1;'));
  const importing = await bundledBytes(file('importing.js', "export { digits } from './digits.js';"));
  const all = await bundledBytes(file('all.js', "export * from './digits.js';"));
  expect(importing).toBeGreaterThan(alone + 1_000);
  expect(all).toBeGreaterThan(importing);
});

test('comments, long names and white space weigh nothing', async () => {
  const short = await bundledBytes(file('short.js', 'export const f=a=>a*a+a;'));
  const long = await bundledBytes(
    file('long.js', `// ${DIGITS}\nexport const f = (argument) => {\n    return argument * argument + argument;\n};\n`),
  );
  expect(long).toBe(short);
});

test('modules of Node are not weighed', async () => {
  expect(await bundledBytes(file('node.js', "export { readFileSync } from 'node:fs';"))).toBeLessThan(200);
});

test.each([
  [{ name: 'p', scripts: { postinstall: 'node build.js' } }, 'postinstall'],
  [{ name: 'p', scripts: { install: 'node-gyp rebuild', test: 'x' } }, 'install'],
  [{ name: 'p', gypfile: true }, 'gypfile'],
])('finds code that runs at installation (%o)', (manifest, found) => {
  expect(() => checkInstallScripts(manifest)).toThrow(found);
});

test('has nothing against scripts that run elsewhere', () => {
  expect(() => checkInstallScripts({ name: 'p', scripts: { build: 'tsc', prepack: 'tsc' } })).not.toThrow();
  expect(() => checkInstallScripts({ name: 'p' })).not.toThrow();
});
