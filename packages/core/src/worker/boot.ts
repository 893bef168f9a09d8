import type { MessagePort } from 'node:worker_threads';

/** What a worker is started with; stands in `workerData` under this key, beside what the user put there. */
export const BOOT_KEY = 'ringpool:boot';

export interface Boot {
  /** URL of the module whose functions are the tasks. */
  readonly module: string;
  readonly workerIndex: number;
  readonly inRing: SharedArrayBuffer;
  readonly outRing: SharedArrayBuffer;
  /** One word: the pool's doorbell, which wakes the main thread. */
  readonly doorbell: SharedArrayBuffer;
  /** The side channel. */
  readonly port: MessagePort;
}

/** `workerData` of a pool's worker thread. */
export interface BootData {
  readonly [BOOT_KEY]: Boot;
  /** The `workerData` option of the pool. */
  readonly user: unknown;
}
