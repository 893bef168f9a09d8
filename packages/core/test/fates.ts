import type { Pool } from '../dist/index.js';

/** What became of each: its value, or the code of its error. */
export async function fates(promises: readonly PromiseLike<unknown>[]): Promise<unknown[]> {
  const settled = await Promise.allSettled(promises);
  return settled.map((one) => (one.status === 'fulfilled' ? one.value : (one.reason as { code?: string }).code));
}

/** The same for all that an iterator gives. */
export async function fatesOf(iterator: AsyncIterator<unknown>): Promise<unknown[]> {
  const all: unknown[] = [];
  for (;;) {
    const [fate] = await fates([iterator.next()]);
    if (typeof fate === 'string') all.push(fate);
    else if ((fate as IteratorResult<unknown>).done === true) return all;
    else all.push((fate as IteratorResult<unknown>).value);
  }
}

/** Has a function known as short: a ring is filled ahead with such tasks only. */
export async function measure(pool: Pool, name: string): Promise<void> {
  await pool.map(name, new Array<number>(2000).fill(0), { chunkSize: 10 });
}

export const LOST = 'ERR_WORKER_LOST';
