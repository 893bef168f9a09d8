import { fileURLToPath } from 'node:url';
import { plantedBugs } from './planted-bugs.ts';
import type { Rings } from './scenario.ts';

/** What of the pool is explored: outside of this package, so asked for by its whole path. */
const OF_THE_POOL = ['control-block.ts', 'port-transport.ts'];
const POOL_PATH = fileURLToPath(new URL('../../core/src/transport/', import.meta.url));

/** The rings' own modules, and those of the pool, for exploration, with a planted bug or `none`. */
export async function loadRings(bug: string): Promise<Rings> {
  const files = (plantedBugs[bug] ?? []).map(({ file }) => file);
  const ofRings = files.some((file) => !OF_THE_POOL.includes(file)) ? bug : 'none';
  const modules = await Promise.all([
    explored('../src/index.ts', ofRings),
    // What the bug does not change is loaded once for all of them.
    ...OF_THE_POOL.map((file) => explored(POOL_PATH + file, files.includes(file) ? bug : 'none')),
  ]);
  return Object.assign({}, ...modules) as Rings;
}

function explored(path: string, bug: string): Promise<object> {
  return import(/* @vite-ignore */ `${path}?explored=${bug}`) as Promise<object>;
}
