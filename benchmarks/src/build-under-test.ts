/** Which build of our packages a sample measures: this checkout's, unless the process is told of another one. */

/** In the environment, so that the threads and processes a sample starts take the same build: the URL of a checkout. */
export const BUILD_VARIABLE = 'RINGPOOL_BENCH_BUILD';

/** What each name imports of a checkout. */
export const ENTRIES = {
  'atomics-ring': 'packages/atomics-ring/dist/index.js',
  ringpool: 'packages/core/dist/index.js',
  'ringpool/worker': 'packages/core/dist/worker-thread.js',
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
  return build === undefined ? name : new URL(ENTRIES[name], build).href;
}
