import { TaskKind } from './transport/task-record.js';
import type { WorkerHandle } from './worker-handle.js';

/** Asks a worker to end by itself after what it has: with its finalizer, or without where it is dismissed. False when it cannot be asked. */
export function askToRetire(handle: WorkerHandle, how: 'retire' | 'flush' = 'retire'): boolean {
  if (handle.state !== 'ready' || handle.isDamaged || handle.isTerminating) return false;
  try {
    return handle.transport.sendRetire(how === 'flush' ? TaskKind.Leave : TaskKind.Retire);
  } catch {
    // Its ring is damaged: it is not asked.
    return false;
  }
}
