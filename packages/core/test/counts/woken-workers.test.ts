import { describe, expect, it } from 'vitest';
import { withPlanted } from './planted-build.ts';
import { CHECKOUT, runCounting } from './run-counting.ts';

const WORKERS = 64;
const IN_FLIGHT = 1000;

/** What `wake-program.mjs` prints. */
interface Woken {
  /** Workers in which tasks ran. */
  readonly used: number;
  /** Workers that were woken, however often. */
  readonly woken: number;
  /** Threads that can run at the same time. */
  readonly processors: number;
}

async function wokenBy(root: string, tasks: number, nanos: number): Promise<Woken> {
  const args = [root, WORKERS, tasks, IN_FLIGHT, nanos].map(String);
  return JSON.parse(await runCounting('wake-program.mjs', args)) as Woken;
}

describe('of 64 workers that sleep', () => {
  it('one is woken, however often, for tasks that it runs as fast as the main thread can submit them', async () => {
    const { used, woken } = await wokenBy(CHECKOUT, 10_000, 200);
    expect(used).toBe(1);
    expect(woken).toBeLessThanOrEqual(1);
  });

  it('no more are woken for short tasks than can run at the same time', async () => {
    const { used, woken, processors } = await wokenBy(CHECKOUT, 3000, 10_000);
    expect(used).toBeLessThanOrEqual(processors);
    expect(woken).toBeLessThanOrEqual(processors);
  });

  it('more are found where a rule lets them be woken', async () => {
    const change = {
      file: 'core/dist/scheduler.js',
      from: 'return Math.min(this.#processors, 1 + Math.floor(nanos / FEEDING_NANOS));',
      to: 'return Infinity;',
    };
    const { used, woken } = await withPlanted(change, (root) => wokenBy(root, 10_000, 200));
    expect(used).toBeGreaterThan(1);
    expect(woken).toBeGreaterThan(1);
  });
});
