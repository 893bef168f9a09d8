/** Which build of our packages a sample measures: this checkout's, unless the process is told of another one. */
import { readFileSync } from 'node:fs';

/** In the environment, so that the threads and processes a sample starts take the same build: the URL of a checkout. */
export const BUILD_VARIABLE = 'RINGPOOL_BENCH_BUILD';

/** The package that exports each name, where it lies in a checkout, and by which path. */
const EXPORTS = {
  'atomics-ring': { folder: 'packages/atomics-ring/', path: '.' },
  ringpool: { folder: 'packages/core/', path: '.' },
  'ringpool/worker': { folder: 'packages/core/', path: './worker' },
  'ringpool/worker-entry': { folder: 'packages/core/', path: './worker-entry' },
} as const;

interface OurModules {
  readonly 'atomics-ring': typeof import('atomics-ring');
  readonly ringpool: typeof import('ringpool');
  readonly 'ringpool/worker': typeof import('ringpool/worker');
}

/**
 * Imports one of our packages out of the build under test. Whatever is measured gets our packages here and nowhere else: what
 * imports them by name measures this checkout whatever was asked for.
 */
export async function importOurs<Name extends keyof OurModules>(name: Name): Promise<OurModules[Name]> {
  return (await import(urlOf(name, process.env[BUILD_VARIABLE]))) as OurModules[Name];
}

/** What is imported for `name`: the file in the checkout at the URL `build`, or the installed package. */
export function urlOf(name: keyof OurModules, build: string | undefined): string {
  return build === undefined ? name : entryIn(name, build).href;
}

/** The file that users of a checkout get by `name`: its manifest says which, as another commit may publish another one. */
export function entryIn(name: keyof typeof EXPORTS, build: string | URL): URL {
  const { folder, path } = EXPORTS[name];
  const manifest = new URL(`${folder}package.json`, build);
  const { exports } = JSON.parse(readFileSync(manifest, 'utf8')) as {
    readonly exports: Readonly<Record<string, { readonly default: string } | undefined>>;
  };
  const target = exports[path];
  if (target === undefined) throw new RangeError(`Expected ${manifest.href} to export ${path}, got nothing.`);
  return new URL(target.default, manifest);
}
