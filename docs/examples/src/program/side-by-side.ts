import { Pool } from 'ringpool';
import type { TaskModule } from 'ringpool';

/** What the same work gave on both ways, and how many milliseconds each took. */
export interface SideBySide<R> {
  readonly onOneThread: R;
  readonly onThePool: R;
  readonly singleThreadMs: number;
  readonly poolMs: number;
}

/** The worker module, and the same work written for this thread and for a pool of that module. */
export interface Work<M extends TaskModule, R> {
  readonly module: URL;
  readonly workers: number;
  onOneThread(): R | Promise<R>;
  onThePool(pool: Pool<M>): Promise<R>;
}

/** Does the work on this thread, then on a pool. The time of the pool runs from `new Pool` to the last result. */
export async function sideBySide<M extends TaskModule, R>(work: Work<M, R>): Promise<SideBySide<R>> {
  const start = performance.now();
  const onOneThread = await work.onOneThread();
  const singleThreadMs = performance.now() - start;
  return { onOneThread, singleThreadMs, ...(await timedPool(work)) };
}

async function timedPool<M extends TaskModule, R>({ module, workers, onThePool }: Work<M, R>) {
  const start = performance.now();
  const pool = new Pool<M>(module, { workers });
  try {
    return { onThePool: await onThePool(pool), poolMs: performance.now() - start };
  } finally {
    await pool.terminate();
  }
}
