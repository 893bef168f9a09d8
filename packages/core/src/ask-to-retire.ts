import type { WorkerHandle } from './worker-handle.js';

/** Asks a worker to end by itself, after what it has. False when it cannot be asked. */
export function askToRetire(handle: WorkerHandle): boolean {
  if (handle.state !== 'ready' || handle.isDamaged || handle.isTerminating) return false;
  try {
    return handle.transport.sendRetire();
  } catch {
    // Its ring is damaged: it is not asked.
    return false;
  }
}
