import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runChild } from './child.mjs';
import { publishedPackages } from './published-packages.mjs';

/** @typedef {import('./published-packages.mjs').PublishedPackage} PublishedPackage */
/** @typedef {{ specifier: string, file: string, code: string }} Program */

/** What shows that a package does its work where it is installed, besides loading. */
const usage = new Map([
  [
    'ringpool',
    `const { Pool } = require('ringpool');
const pool = Pool.inline({ double: (x) => 2 * x }, { workers: 1 });
pool.map('double', [1, 2, 3]).then(async (doubled) => {
  await pool.terminate();
  require('node:assert').deepStrictEqual(doubled, [2, 4, 6]);
});`,
  ],
]);

/**
 * Uses the packages as somebody would who installed them: from their tarballs, outside the workspace, by `require()` and by
 * `import`, each exported path. Every program must end by itself.
 * @param {string} root
 * @returns {Promise<string[]>}
 */
export async function checkInstallation(root) {
  const home = await mkdtemp(join(tmpdir(), 'ringpool-installed-'));
  try {
    const packages = await publishedPackages(root);
    const failures = [];
    for (const published of packages) failures.push(...(await unpack(root, home, published)));
    if (failures.length > 0) return failures;
    const programs = packages.flatMap((published) => [...loadingPrograms(published), ...usingPrograms(published)]);
    const faults = await Promise.all(programs.map((program) => runInstalled(home, program)));
    return faults.flat();
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

/**
 * Packs a package, with its `workspace:` ranges replaced, and unpacks it where Node looks for it.
 * @param {string} root
 * @param {string} home
 * @param {PublishedPackage} published
 * @returns {Promise<string[]>}
 */
async function unpack(root, home, { name, folder }) {
  const tarballs = join(home, 'tarballs', name);
  const target = join(home, 'node_modules', name);
  await mkdir(tarballs, { recursive: true });
  await mkdir(target, { recursive: true });
  const { packageManager } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  const packing = await runChild('npx', ['-y', packageManager, 'pack', '--pack-destination', tarballs], {
    cwd: folder,
  });
  if (packing.exitCode !== 0) return [`${name}: could not be packed\n${packing.output}`];
  const [tarball = ''] = await readdir(tarballs);
  const unpacking = await runChild('tar', ['-xzf', join(tarballs, tarball), '-C', target, '--strip-components=1'], {
    cwd: home,
  });
  return unpacking.exitCode === 0 ? [] : [`${name}: could not be unpacked\n${unpacking.output}`];
}

/**
 * Two programs for each path a package exports.
 * @param {PublishedPackage} published
 * @returns {Program[]}
 */
function loadingPrograms({ name, manifest }) {
  const specifiers = Object.keys(manifest.exports ?? {})
    .map((path) => name + path.slice(1))
    // The worker's entry is no module for users: it runs in a worker.
    .filter((specifier) => !specifier.endsWith('/worker-entry'));
  return specifiers.flatMap((specifier) => {
    const attributes = specifier.endsWith('.json') ? ", { with: { type: 'json' } }" : '';
    const isEmpty = "if (Object.keys(found).length === 0) throw new Error('exports nothing');";
    return [
      { specifier, file: 'required.cjs', code: `const found = require('${specifier}');\n${isEmpty}` },
      { specifier, file: 'imported.mjs', code: `const found = await import('${specifier}'${attributes});\n${isEmpty}` },
    ];
  });
}

/**
 * @param {PublishedPackage} published
 * @returns {Program[]}
 */
function usingPrograms({ name }) {
  const code = usage.get(name);
  return code === undefined ? [] : [{ specifier: name, file: 'used.cjs', code }];
}

/**
 * @param {string} home
 * @param {Program} program
 * @returns {Promise<string[]>}
 */
async function runInstalled(home, { specifier, file, code }) {
  const path = join(home, `${specifier.replace(/\W+/g, '-')}-${file}`);
  await writeFile(path, code);
  const { exitCode, output } = await runChild(process.execPath, [path], { cwd: home, timeoutMs: 30_000 });
  return exitCode === 0 ? [] : [`${specifier} (${file}): ended with exit code ${exitCode}\n${output.trimEnd()}`];
}
