import { runChild } from './child.mjs';
import { publishedPackages } from './published-packages.mjs';

/** @typedef {import('./published-packages.mjs').Manifest} Manifest */
/** @typedef {import('./published-packages.mjs').PublishedPackage} PublishedPackage */

/** Of what the compiler makes only the types: its modules are in the bundle. */
const mayHold =
  /^(?:bundle|src)\/|^dist\/.+\.d\.ts(?:\.map)?$|^(?:README|PROTOCOL|CHANGELOG)\.md$|^LICENSE$|^package\.json$/;
const mustHold = ['README.md', 'LICENSE', 'package.json'];
const runsAtInstallation = ['preinstall', 'install', 'postinstall', 'prepare'];
/** What each package may need at run time. */
const mayDependOn = new Map([['ringpool', ['atomics-ring']]]);

/**
 * Looks at what `npm pack` would send out for each published package.
 * @param {string} root
 * @returns {Promise<string[]>}
 */
export async function checkPackageContents(root) {
  const packages = await publishedPackages(root);
  const faults = await Promise.all(
    packages.map(async (published) => {
      const files = await packedFiles(published);
      if (files.length === 0) return [`${published.name}: npm pack lists no file`];
      return [...contentFaults(files, published.manifest), ...manifestFaults(published.manifest)].map(
        (fault) => `${published.name}: ${fault}`,
      );
    }),
  );
  return faults.flat();
}

/**
 * @param {readonly string[]} files
 * @param {Manifest} manifest
 * @returns {string[]}
 */
export function contentFaults(files, manifest) {
  const packed = new Set(files);
  const targets = exportTargets(manifest.exports);
  return [
    ...files.filter((file) => !mayHold.test(file)).map((file) => `would send out ${file}`),
    ...mustHold.filter((file) => !packed.has(file)).map((file) => `would leave out ${file}`),
    ...targets.filter((target) => !packed.has(target)).map((target) => `exports ${target}, but would not send it out`),
  ];
}

/**
 * @param {Manifest} manifest
 * @returns {string[]}
 */
export function manifestFaults({ name, scripts = {}, dependencies = {} }) {
  const allowed = mayDependOn.get(name) ?? [];
  return [
    ...runsAtInstallation
      .filter((script) => script in scripts)
      .map((script) => `runs code at installation (${script})`),
    ...Object.keys(dependencies)
      .filter((dependency) => !allowed.includes(dependency))
      .map((dependency) => `depends on ${dependency} at run time`),
  ];
}

/**
 * @param {PublishedPackage} published
 * @returns {Promise<string[]>}
 */
async function packedFiles({ folder }) {
  const { exitCode, stdout } = await runChild('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: folder,
  });
  if (exitCode !== 0) return [];
  /** @type {{ files: { path: string }[] }[]} */
  const packed = JSON.parse(stdout);
  return packed.flatMap(({ files }) => files.map(({ path }) => path));
}

/**
 * Every file an `exports` field leads to.
 * @param {unknown} target
 * @returns {string[]}
 */
function exportTargets(target) {
  if (typeof target === 'string') return [target.replace(/^\.\//, '')];
  if (typeof target !== 'object' || target === null) return [];
  return Object.values(target).flatMap(exportTargets);
}
