import type { InspectOptionsStylized } from 'node:util';
import type { PoolState } from './lifecycle.js';

/** What is told of a pool. */
export interface PoolFacts {
  /** Its class, which may extend `Pool`. */
  readonly className: string;
  /** URL of its module. */
  readonly module: string;
  readonly state: PoolState;
  readonly workers: number;
  /** Items that run, and that wait. */
  readonly running: number;
  readonly queued: number;
}

/** One line for `util.inspect`, with the arguments it calls with, such as `Pool { kernels.js, running, 4 workers, 2 running, 13 queued }`. */
export function inspectPool(facts: PoolFacts, depth: number, { stylize }: InspectOptionsStylized): string {
  const { className, state, workers, running, queued } = facts;
  if (depth < 0) return stylize(`[${className}]`, 'special');
  const parts = [
    stylize(moduleName(facts.module), 'module'),
    state,
    `${stylize(String(workers), 'number')} ${workers === 1 ? 'worker' : 'workers'}`,
    `${stylize(String(running), 'number')} running`,
    `${stylize(String(queued), 'number')} queued`,
  ];
  return `${className} { ${parts.join(', ')} }`;
}

/** The file's name; a `data:` module has none, and may be as long as a program. */
function moduleName(module: string): string {
  const url = new URL(module);
  if (url.protocol !== 'file:') return `${url.protocol} module`;
  return decoded(url.pathname.slice(url.pathname.lastIndexOf('/') + 1));
}

/** A name as people read it, unless that would break the line. */
function decoded(name: string): string {
  try {
    const readable = decodeURIComponent(name);
    return /\p{C}/u.test(readable) ? name : readable;
  } catch {
    return name;
  }
}
