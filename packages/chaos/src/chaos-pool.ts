import { Pool, type PoolOptions } from 'ringpool';
import type { Ledger } from './ledger.js';
import type { PoolPlan } from './plan.js';

/** Options of a call, of any kind. */
export interface CallOptions {
  readonly signal?: AbortSignal;
  readonly timeoutMs?: number;
  readonly graceMs?: number;
  readonly onProgress?: (progress: { readonly done: number; readonly total: number | undefined }) => void;
  readonly chunkSize?: number | 'auto';
  readonly buffer?: number;
  readonly failFast?: boolean;
}

/** What `applyAsync` gives, as far as it is used here. */
export interface Cancellable extends PromiseLike<unknown> {
  cancel(reason?: unknown): void;
}

/** What a round needs of a pool. A wrapper with a bug planted in it has the same form. */
export interface ChaosPool {
  apply(name: string, args: readonly unknown[], options?: CallOptions): PromiseLike<unknown>;
  applyAsync(name: string, args: readonly unknown[], options?: CallOptions): Cancellable;
  applySync(name: string, args: readonly unknown[], options?: CallOptions): unknown;
  broadcast(name: string, args: readonly unknown[], options?: CallOptions): PromiseLike<unknown[]>;
  imap(name: string, items: Iterable<unknown>, options?: CallOptions): AsyncIterableIterator<unknown>;
  imapUnordered(name: string, items: Iterable<unknown>, options?: CallOptions): AsyncIterableIterator<unknown>;
  map(name: string, items: Iterable<unknown>, options?: CallOptions): PromiseLike<unknown[]>;
  mapSettled(
    name: string,
    items: Iterable<unknown>,
    options?: CallOptions,
  ): PromiseLike<PromiseSettledResult<unknown>[]>;
  mapSync(name: string, items: Iterable<unknown>, options?: CallOptions): unknown[];
  starmap(name: string, items: Iterable<readonly unknown[]>, options?: CallOptions): PromiseLike<unknown[]>;
  on(event: string, listener: (...args: never[]) => void): unknown;
  close(): Promise<void>;
  terminate(): Promise<void>;
  stats(): Tally;
  readonly size: number;
  readonly state: string;
}

/** What a pool counts itself, as far as it is compared here. */
export interface Tally {
  readonly queued: number;
  readonly running: number;
  readonly done: number;
  readonly failed: number;
  readonly lost: number;
  readonly zombies: number;
}

export type MakePool = (plan: PoolPlan, ledger: Ledger) => ChaosPool;

const KERNEL = new URL('./chaos-kernel.js', import.meta.url);

/** What a worker may use that is to run out of it. */
const SMALL_HEAP = { maxOldGenerationSizeMb: 24, maxYoungGenerationSizeMb: 4 };

/** How long a pool of several workers waits before it ends one of them for want of work. */
const IDLE_MILLIS = 20;

/** The pool of a round, as it is. */
export function makePool(plan: PoolPlan, ledger: Ledger): ChaosPool {
  const { workers, ringBytes, concurrency, retries, maxTasksPerWorker, maxHeapMbPerWorker, minWorkers, queueLimit } =
    plan;
  const options: PoolOptions = {
    workers,
    ringBytes,
    workerData: { ledger: ledger.buffer },
    restartLimit: { restarts: 100_000, withinMs: 10_000 },
    ...(concurrency !== undefined && { concurrency }),
    ...(retries !== undefined && { retries }),
    ...(maxTasksPerWorker !== undefined && { maxTasksPerWorker }),
    ...(maxHeapMbPerWorker !== undefined && { maxHeapMbPerWorker }),
    ...(queueLimit !== undefined && { queueLimit }),
    ...(minWorkers !== undefined && { minWorkers, idleTimeoutMs: IDLE_MILLIS }),
    ...(plan.finalizer && { finalizer: 'end' }),
    ...(plan.failingStarts !== undefined && { initializer: 'begin', initargs: [plan.failingStarts] }),
    ...(plan.smallHeap && { resourceLimits: SMALL_HEAP }),
  };
  return new Pool(KERNEL, options) as unknown as ChaosPool;
}
