import type { Backlog, WaitingRecord } from './backlog.js';
import { WorkerLostError } from './errors.js';
import { ANY_WORKER, type JobTable } from './job-table.js';
import { type Luggage, movesValues } from './transport/luggage.js';
import { setTaskSkip } from './transport/task-record.js';
import type { WorkerHandle } from './worker-handle.js';

export interface HandOverParts {
  readonly table: JobTable;
  readonly backlog: Backlog;
  /** How often an item is run again after its worker was lost. */
  readonly retries: number;
  /** Tasks that a worker may have open at once. */
  readonly concurrency: number;
  /** Whether the record of this slot was told to end early: nobody wants the rest of it. */
  wasStopped(slot: number): boolean;
  /** An item was lost with its worker. */
  lost(): void;
  /** All items of a record are settled: its slot can be given back. */
  done(slot: number): void;
}

/**
 * What becomes of an ended worker's records, decided once, after its `'exit'` and after its results were taken (R14): the items it was running are lost, or
 * tried again; what it had not started goes to the front of the backlog. Of a thread that does not end, what it holds counts as started, because it cannot be known.
 */
export function handOver(handle: WorkerHandle, exitCode: number, parts: HandOverParts): void {
  const { table } = parts;
  const waiting: WaitingRecord[] = [];
  for (const slot of table.slotsOf(handle.holder)) {
    const wasStarted = handle.isGivenUp || ((handle.transport.started - table.startPositionOf(slot)) | 0) > 0;
    // It may yet read what was lent to the record: that serves nobody else.
    if (handle.isGivenUp) table.setLuggage(slot, undefined);
    const from = wasStarted ? loseRunning(handle, exitCode, slot, parts) : table.nextPlace(slot);
    const isWanted = table.unsettledOf(slot) > 0 && !parts.wasStopped(slot);
    const record = isWanted ? recordFor(handle, slot, from, table) : undefined;
    if (record === undefined) loseRest(handle, slot, parts);
    else waiting.push(record);
  }
  parts.backlog.unshift(waiting);
}

/** What cannot be had again is lost with the worker, though it never began. */
function loseRest(handle: WorkerHandle, slot: number, { table, lost, done }: HandOverParts): void {
  const { cause } = handle;
  const job = table.jobOf(slot)!;
  for (const place of table.unsettledPlaces(slot)) {
    lost();
    const message = 'The worker died before it ran this task, which cannot be sent to another.';
    job.itemFailed(table.settle(slot, place), new WorkerLostError(message, { attempts: 0, cause }));
  }
  done(slot);
}

/** Fails all items that a slot still has. */
export function failRest(table: JobTable, slot: number, makeError: () => Error): void {
  const job = table.jobOf(slot)!;
  for (const place of table.unsettledPlaces(slot)) job.itemFailed(table.settle(slot, place), makeError());
}

/** Loses the items that ran, but for those that are tried again. Returns the place from which on the record is to run elsewhere. */
function loseRunning(handle: WorkerHandle, exitCode: number, slot: number, parts: HandOverParts): number {
  const { table } = parts;
  const end = endOfStarted(handle, slot, parts);
  let from = end;
  for (let place = end - 1; place >= table.nextPlace(slot); place -= 1) {
    if (table.isSettled(slot, place)) continue;
    const attempts = table.countAttempt(slot, place);
    if (attempts <= parts.retries && !parts.wasStopped(slot) && isRunKnown(handle) && canSendAgain(slot, table))
      from = place;
    else loseItem(handle, exitCode, slot, place, attempts, parts);
  }
  return from;
}

function loseItem(
  handle: WorkerHandle,
  exitCode: number,
  slot: number,
  place: number,
  attempts: number,
  { table, lost }: HandOverParts,
): void {
  lost();
  table.jobOf(slot)!.itemFailed(table.settle(slot, place), lostError(handle, exitCode, attempts));
}

/** Place behind the items of a started record that were started: one by one, the one whose result is missing was. */
function endOfStarted(handle: WorkerHandle, slot: number, { table, concurrency }: HandOverParts): number {
  // What is left of a ring that is not to be believed, or still written to, is not known: none of it is run again.
  if (!isRunKnown(handle)) return table.itemsOf(slot);
  const next = table.nextPlace(slot);
  if (concurrency === 1) return Math.min(next + 1, table.itemsOf(slot));
  const running = handle.control.runsOf(table.startPositionOf(slot)).map((run) => run.item);
  return Math.max(next + 1, table.endOfResults(slot), ...running.map((place) => place + 1));
}

/** Whether what the worker ran, and what of it has ended, can be known. */
function isRunKnown(handle: WorkerHandle): boolean {
  return !handle.isDamaged && !handle.isGivenUp;
}

function canSendAgain(slot: number, table: JobTable): boolean {
  return !movesValues(table.luggageOf(slot) as Luggage | undefined);
}

/** What is left of a record, to be run elsewhere from the item at `from` on; `undefined` when it cannot be had again, or nobody else may run it. */
function recordFor(handle: WorkerHandle, slot: number, from: number, table: JobTable): WaitingRecord | undefined {
  if (from >= table.itemsOf(slot) || table.targetOf(slot) !== ANY_WORKER || !canSendAgain(slot, table))
    return undefined;
  const payload = handle.transport.copyTask(slot, table.startPositionOf(slot));
  if (payload === undefined) return undefined;
  setTaskSkip(new DataView(payload.buffer), 0, from);
  table.runAgainFrom(slot, from);
  return { slot, payload, needsIdleWorker: false };
}

function lostError(handle: WorkerHandle, exitCode: number, attempts: number): WorkerLostError {
  const { cause } = handle;
  const reason = cause instanceof Error ? `: ${cause.message}` : '';
  const message = handle.isGivenUp
    ? `The worker could not be stopped while it was running this task${reason}`
    : `The worker died with exit code ${exitCode} while it was running this task${reason}`;
  const code = handle.isGivenUp ? undefined : exitCode;
  return new WorkerLostError(
    message,
    cause === undefined ? { exitCode: code, attempts } : { exitCode: code, attempts, cause },
  );
}
