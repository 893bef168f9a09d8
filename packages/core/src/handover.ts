import type { Backlog, WaitingRecord } from './backlog.js';
import { WorkerLostError } from './errors.js';
import type { JobTable } from './job-table.js';
import { type Luggage, movesValues } from './transport/luggage.js';
import { setTaskSkip } from './transport/task-record.js';
import type { WorkerHandle } from './worker-handle.js';

/**
 * What becomes of a dead worker's records, decided once, after its `'exit'` and after its results were taken (R14): the item it was running is lost, what it had
 * not started goes to the front of the backlog. `done` is told of each slot that is settled.
 */
export function handOver(
  handle: WorkerHandle,
  exitCode: number,
  table: JobTable,
  backlog: Backlog,
  done: (slot: number) => void,
): void {
  const { started } = handle.transport;
  const slots = table.slotsOf(handle.index).sort((a, b) => (table.startPositionOf(a) - table.startPositionOf(b)) | 0);
  const waiting: WaitingRecord[] = [];
  for (const slot of slots) {
    const wasStarted = ((started - table.startPositionOf(slot)) | 0) > 0;
    // Of a damaged ring's record all items may have results already.
    if (wasStarted && table.itemsLeft(slot) > 0) failItem(table, slot, lostError(handle, exitCode));
    // What a damaged ring says of a started record is not known to be all: none of it is run again.
    const isUncertain = wasStarted && handle.isDamaged;
    const record = table.itemsLeft(slot) > 0 && !isUncertain ? recordFor(handle, table, slot) : undefined;
    if (record === undefined) failRest(table, slot, () => lostError(handle, exitCode), done);
    else waiting.push(record);
  }
  backlog.unshift(waiting);
}

/** Fails all items that a slot still has, and tells that it is settled. */
export function failRest(table: JobTable, slot: number, makeError: () => Error, done: (slot: number) => void): void {
  while (table.itemsLeft(slot) > 0) failItem(table, slot, makeError());
  done(slot);
}

function failItem(table: JobTable, slot: number, error: Error): void {
  const job = table.jobOf(slot)!;
  job.itemFailed(table.finishItem(slot), error);
}

/** What is left of a record, to be run elsewhere; `undefined` when it cannot be had again. */
function recordFor(handle: WorkerHandle, table: JobTable, slot: number): WaitingRecord | undefined {
  const luggage = table.luggageOf(slot) as Luggage | undefined;
  if (movesValues(luggage)) return undefined;
  const payload = handle.transport.copyTask(slot, table.startPositionOf(slot));
  if (payload === undefined) return undefined;
  setTaskSkip(new DataView(payload.buffer), 0, table.itemsDone(slot));
  table.unassign(slot);
  return { slot, payload, needsIdleWorker: false };
}

function lostError(handle: WorkerHandle, exitCode: number): WorkerLostError {
  const { cause } = handle;
  const reason = cause instanceof Error ? `: ${cause.message}` : '';
  const message = `The worker died with exit code ${exitCode} while it was running this task${reason}`;
  return new WorkerLostError(
    message,
    cause === undefined ? { exitCode, attempts: 1 } : { exitCode, attempts: 1, cause },
  );
}
