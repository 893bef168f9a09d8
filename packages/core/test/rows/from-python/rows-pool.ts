import type { Pool, PoolOptions } from '../../../dist/index.js';
import { openPool } from '../../open-pools.ts';

/** The functions that the tests of rows run. */
export const ROWS: URL = new URL('../../fixtures/rows-python.mjs', import.meta.url);

/** A pool of those functions, terminated at the end of its test. */
export function openRowsPool(options: PoolOptions = {}): Pool {
  return openPool(options, ROWS);
}

/** Words of shared memory, all 0, by which tasks and test wait for each other. */
export function newFlags(count: number = 3): Int32Array {
  return new Int32Array(new SharedArrayBuffer(4 * count));
}

export function raiseFlag(flags: Int32Array, index: number = 0): void {
  Atomics.add(flags, index, 1);
  Atomics.notify(flags, index);
}

/** The event loop turns until a task has raised the flag so many times. */
export async function flagRaised(flags: Int32Array, index: number = 0, times: number = 1): Promise<void> {
  while (Atomics.load(flags, index) < times) await new Promise((resolve) => setImmediate(resolve));
}

export function range(length: number): number[] {
  return Array.from({ length }, (_, index) => index);
}

/** How often each value comes before the next one does: the sizes of chunks, where each worker runs one. */
export function runLengths(values: readonly unknown[]): number[] {
  const lengths: number[] = [];
  values.forEach((value, index) => {
    if (index > 0 && value === values[index - 1]) lengths[lengths.length - 1]! += 1;
    else lengths.push(1);
  });
  return lengths;
}

/** Everything an iterator gives; errors as their message. */
export async function outcomesOf(iterator: AsyncIterator<unknown>): Promise<unknown[]> {
  const all: unknown[] = [];
  for (;;) {
    try {
      const step = await iterator.next();
      if (step.done === true) return all;
      all.push(step.value);
    } catch (error) {
      all.push((error as Error).message);
    }
  }
}
