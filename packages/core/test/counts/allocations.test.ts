import { expect, it } from 'vitest';
import { withPlanted } from './planted-build.ts';
import { CHECKOUT, runCounting } from './run-counting.ts';

/**
 * Bytes of the main thread's heap that a task may take, from the call to the settled promise. No exact number, because engines differ: Node 20 to 26 come to 262 to
 * 271. An object of one field takes 32, as does an empty array, so that one more for each task is over the bound on each of them.
 */
const MOST_BYTES_PER_TASK = 280;

/** Room for what a count takes, so that nothing is collected meanwhile, and no other thread that would have to be waited for. */
const NODE_OPTIONS = ['--expose-gc', '--min-semi-space-size=32', '--max-semi-space-size=32', '--single-threaded-gc'];

async function bytesPerTask(root: string): Promise<number> {
  return Number(await runCounting('allocation-program.mjs', [root], NODE_OPTIONS));
}

it('a task takes less of the heap than fits one object more', async () => {
  const bytes = await bytesPerTask(CHECKOUT);
  expect(bytes).toBeLessThan(MOST_BYTES_PER_TASK);
  // Two functions and a promise cannot take less: then the count is wrong.
  expect(bytes).toBeGreaterThan(MOST_BYTES_PER_TASK / 2);
});

it('an object more for each task is found', async () => {
  const change = {
    file: 'core/dist/call-job.js',
    from: 'this.#resolve = resolve;',
    to: 'this.#resolve = resolve; globalThis.planted = { resolve };',
  };
  expect(await withPlanted(change, bytesPerTask)).toBeGreaterThan(MOST_BYTES_PER_TASK);
});
