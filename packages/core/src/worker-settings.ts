import { encodeAlone } from './encode-alone.js';
import type { ModuleSource } from './module-source.js';
import type { CheckedOptions } from './pool-options.js';
import type { WorkerSettings } from './worker-handle.js';

/** What every worker of a pool is started with. Throws `SerializationError` for `initargs` that cannot be sent. */
export function workerSettings(
  source: ModuleSource,
  options: CheckedOptions,
  doorbell: SharedArrayBuffer,
): WorkerSettings {
  const boot = {
    module: source.location,
    doorbell,
    concurrency: options.concurrency,
    maxTasks: options.maxTasksPerWorker,
    maxHeapMb: options.maxHeapMbPerWorker,
    initializer: options.initializer,
    initargs: structuredClone(encodeAlone(options.initargs, 'initargs')),
    initargsCount: options.initargs.length,
    finalizer: options.finalizer,
    spinMicros: options.spinMicros,
    avoidsRing: options.avoidsRing,
  };
  return { ...options, boot, wasm: source.wasm };
}
