import type { MessagePort } from 'node:worker_threads';
import type { EncodedAlone } from '../encode-alone.js';
import type { WasmBoot } from '../wasm/wasm-boot.js';

/** What a worker is started with; stands in `workerData` under this key, beside what the user put there. */
export const BOOT_KEY = 'ringpool:boot';

export interface Boot {
  /** URL of the module whose functions are the tasks. */
  readonly module: string;
  /** Compiled kernels, whose functions are the tasks in place of those of a module. */
  readonly wasm: WasmBoot | undefined;
  readonly workerIndex: number;
  readonly inRing: SharedArrayBuffer;
  readonly outRing: SharedArrayBuffer;
  /** One word: the pool's doorbell, which wakes the main thread. */
  readonly doorbell: SharedArrayBuffer;
  /** The side channel. */
  readonly port: MessagePort;
  /** What is told outside of the rings. */
  readonly control: SharedArrayBuffer;
  /** Tasks that may be open at once. */
  readonly concurrency: number;
  /** Items after which it retires, and megabytes of used heap; both may be infinite. */
  readonly maxTasks: number;
  readonly maxHeapMb: number;
  /** Exports that are run before the first task and before the end; `initargs` are its encoded arguments. */
  readonly initializer: string | undefined;
  readonly initargs: EncodedAlone;
  readonly initargsCount: number;
  readonly finalizer: string | undefined;
  readonly spinMicros: number | 'auto';
  /** Whether every result goes beside the ring: for tests. */
  readonly avoidsRing: boolean;
}

/** `workerData` of a pool's worker thread. */
export interface BootData {
  readonly [BOOT_KEY]: Boot;
  /** The `workerData` option of the pool. */
  readonly user: unknown;
}
