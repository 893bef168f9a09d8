import { readdirSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { Pool, type PoolOptions } from '../../dist/index.js';
import { type Abilities, anyCommands } from './life-commands.ts';
import { HANGS_AFTER_MILLIS, LIFE_KERNELS, liveThrough } from './live-through.ts';

const seed = Number(process.env['RINGPOOL_SEED'] ?? Date.now() % 2 ** 31);
console.log(`life: RINGPOOL_SEED=${seed}`);

const ABILITIES: Abilities = { stops: true, timeouts: true };

/** How many threads this process has; `undefined` where the system does not tell. */
function threads(): number | undefined {
  try {
    return readdirSync('/proc/self/task').length;
  } catch {
    return undefined;
  }
}

/** The system lists a thread for a moment longer than it is joined. */
async function threadsInTheEnd(): Promise<number | undefined> {
  const giveUpAt = performance.now() + HANGS_AFTER_MILLIS;
  while (threads() !== threadsBefore && performance.now() < giveUpAt)
    await new Promise((resolve) => setImmediate(resolve));
  return threads();
}

let threadsBefore: number | undefined;

beforeAll(async () => {
  // Node starts the threads of its own pool when they are first needed, and keeps them.
  await Promise.all(Array.from({ length: 16 }, () => stat(process.execPath)));
  await new Pool(LIFE_KERNELS, { workers: 1 }).close();
  threadsBefore = threads();
});

/** All that changes when a worker ends, and what ends with it. */
const anyOptions: fc.Arbitrary<PoolOptions> = fc.record({
  workers: fc.integer({ min: 1, max: 3 }),
  ringBytes: fc.constantFrom(4096, 65_536),
  maxTasksPerWorker: fc.constantFrom(Infinity, Infinity, 1, 2, 5),
  concurrency: fc.constantFrom(1, 1, 3),
  retries: fc.constantFrom(0, 0, 1),
});
const anyEnding = fc.constantFrom('close' as const, 'terminate' as const);

describe('a pool that anything is done to, in any order', () => {
  it('settles all work once, as it may, and leaves nothing behind', async () => {
    const property = fc.asyncProperty(
      anyCommands(ABILITIES),
      anyOptions,
      anyEnding,
      async (commands, options, ending) => {
        await liveThrough(commands, options, ending);
        expect(await threadsInTheEnd()).toBe(threadsBefore);
      },
    );
    await fc.assert(property, { seed, numRuns: 120 });
  }, 600_000);
});
