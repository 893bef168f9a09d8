import { RingCorruptError } from 'atomics-ring';
import { Decoder } from './codec/decode.js';
import type { PoolError } from './errors.js';
import { SerializationError, UnknownTaskError } from './errors.js';
import { type JobTable, SUBMISSIONS_PER_SAMPLE } from './job-table.js';
import type { Scheduler } from './scheduler.js';
import type { TaskStatistics } from './statistics.js';
import { type SideMessage, UnreadableMessageError } from './transport/port-transport.js';
import {
  RESULT_HEADER_BYTES,
  resultFilled,
  resultItem,
  resultKind,
  ResultKind,
  resultNanos,
  resultSlot,
} from './transport/result-record.js';
import type { SharedRegistry } from './transport/shared-registry.js';
import { SIDE_MESSAGE } from './transport/task-record.js';
import type { WorkerHandle } from './worker-handle.js';

export interface IntakeHooks {
  /** The worker has loaded its module, which has these functions. */
  workerReady(handle: WorkerHandle, functions: readonly string[]): void;
  /** The worker takes no more tasks, and is about to end. */
  workerRetires(handle: WorkerHandle): void;
  /** An error in a worker that belongs to no task. */
  workerError(handle: WorkerHandle, error: unknown): void;
  /** A worker owes nothing more for a record: its slot can be given back. */
  recordDone(slot: number): void;
  /** Whether the record of this slot was told to end before all of its items have run. */
  wasStopped(slot: number): boolean;
}

const now: () => number = performance.now.bind(performance);
const NANOS_PER_MILLI = 1e6;

/** Where the data of a record lie: in the ring, or in a message of the side channel. */
interface ResultData {
  readonly kind: number;
  readonly view: DataView;
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
}

/** Reads what workers wrote into their out-rings and tells it to the jobs. What cannot be right is a `RingCorruptError`. */
export class ResultIntake {
  readonly #table: JobTable;
  readonly #scheduler: Scheduler;
  readonly #statistics: TaskStatistics;
  readonly #decoder: Decoder;
  readonly #hooks: IntakeHooks;

  /** Place of the item that the record in hand is for; -1: the next in turn. */
  #place = -1;
  #nanos = 0;

  constructor(
    table: JobTable,
    scheduler: Scheduler,
    statistics: TaskStatistics,
    shared: SharedRegistry,
    hooks: IntakeHooks,
  ) {
    this.#table = table;
    this.#scheduler = scheduler;
    this.#statistics = statistics;
    this.#decoder = new Decoder(shared);
    this.#hooks = hooks;
  }

  /** One record of `handle`'s out-ring. */
  take(handle: WorkerHandle, view: DataView, bytes: Uint8Array, offset: number, length: number): void {
    const kind = resultKind(view, offset);
    const start = offset + RESULT_HEADER_BYTES;
    const end = start + resultFilled(view, offset);
    if (end < start || end > offset + length)
      throw new RingCorruptError(`Expected a result within ${length} bytes, got ${end - start}.`);
    const slot = resultSlot(view, offset);
    this.#place = resultItem(view, offset);
    if (slot >= 0) this.#observe(handle, slot, resultNanos(view, offset));
    if (kind === ResultKind.Values && slot >= 0) this.#values(slot, view, bytes, start, end);
    else if ((kind & SIDE_MESSAGE) === 0) this.#takeOther(handle, slot, { kind, view, bytes, start, end });
    else this.#takeApart(handle, slot, kind & ~SIDE_MESSAGE, view.getInt32(start, true));
    if (slot >= 0 && this.#table.owedBy(slot) === 0) this.#hooks.recordDone(slot);
  }

  #observe(handle: WorkerHandle, slot: number, nanos: number): void {
    this.#checkSlot(handle, slot);
    this.#nanos = nanos;
    if (nanos > 0) this.#scheduler.observe(this.#table.functionOf(slot), nanos);
    const submittedAt = this.#table.submittedAt(slot);
    if (submittedAt !== 0) this.#countWaiting(slot, submittedAt, nanos);
  }

  /** What has passed since the submission and was not the task itself: known when its first result is here. */
  #countWaiting(slot: number, submittedAt: number, nanos: number): void {
    this.#table.setSubmittedAt(slot, 0);
    const waited = Math.max(0, now() - Math.abs(submittedAt) - nanos / NANOS_PER_MILLI);
    const records = submittedAt < 0 ? SUBMISSIONS_PER_SAMPLE : 1;
    this.#statistics.waited(waited, records * this.#table.itemsOf(slot));
  }

  #takeOther(handle: WorkerHandle, slot: number, data: ResultData): void {
    if (slot < 0) this.#report(handle, data);
    else this.#settle(slot, data);
  }

  #settle(slot: number, data: ResultData): void {
    switch (data.kind) {
      case ResultKind.Values:
        return this.#values(slot, data.view, data.bytes, data.start, data.end);
      case ResultKind.Numbers:
        return this.#numbers(slot, data);
      case ResultKind.Thrown:
        return this.#fail(slot, this.#decode(data));
      case ResultKind.Failed:
        return this.#fail(slot, rebuildPoolError(this.#decode(data)));
      case ResultKind.Stopped:
        return this.#stopped(slot);
      default:
        throw new RingCorruptError(`Expected a result of a known kind, got ${data.kind}.`);
    }
  }

  /** The hot path: encoded values, mostly one. */
  #values(slot: number, view: DataView, bytes: Uint8Array, start: number, end: number): void {
    const job = this.#table.jobOf(slot)!;
    for (let place = start; place < end; place = this.#decoder.offset) {
      const value = this.#decoder.decodeValue(view, bytes, place, end);
      const item = this.#countResult(slot);
      if (item < 0) continue;
      this.#statistics.itemDone(this.#nanos);
      job.itemDone(item, value);
    }
  }

  #numbers(slot: number, data: ResultData): void {
    const job = this.#table.jobOf(slot)!;
    for (let place = data.start; place + 8 <= data.end; place += 8) {
      const item = this.#countResult(slot);
      if (item < 0) continue;
      this.#statistics.itemDone(this.#nanos);
      job.itemDone(item, data.view.getFloat64(place, true));
    }
  }

  /** The rest of a record that nobody wants was not run. */
  #stopped(slot: number): void {
    if (!this.#hooks.wasStopped(slot))
      throw new RingCorruptError(`Expected all results of slot ${slot}, got word that it was stopped.`);
    this.#statistics.itemFailed(0, this.#table.unsettledOf(slot));
    this.#table.stopOwing(slot);
  }

  #fail(slot: number, error: unknown): void {
    const item = this.#countResult(slot);
    if (item < 0) return;
    this.#statistics.itemFailed(this.#nanos);
    this.#table.jobOf(slot)!.itemFailed(item, error);
  }

  /** Counts one result. Returns the item's index in its job, or -1 when the job was told of it before. */
  #countResult(slot: number): number {
    if (this.#table.owedBy(slot) <= 0)
      throw new RingCorruptError(`Expected no more results for slot ${slot}, got one.`);
    if (this.#place < 0) return this.#table.resultInTurn(slot);
    if (this.#place >= this.#table.itemsOf(slot))
      throw new RingCorruptError(`Expected a result within ${this.#table.itemsOf(slot)} items, got ${this.#place}.`);
    return this.#table.resultAt(slot, this.#place);
  }

  /** A record that belongs to no task. */
  #report(handle: WorkerHandle, data: ResultData): void {
    const value = this.#decode(data);
    switch (data.kind) {
      case ResultKind.Ready:
        return this.#hooks.workerReady(handle, value as readonly string[]);
      case ResultKind.StartFailed:
        handle.cause ??= value;
        return;
      case ResultKind.StartRefused:
        handle.cause ??= rebuildPoolError(value);
        return;
      case ResultKind.Retiring:
        return this.#hooks.workerRetires(handle);
      case ResultKind.WorkerError:
        return this.#hooks.workerError(handle, value);
      default:
        throw new RingCorruptError(`Expected a report of a known kind, got ${data.kind}.`);
    }
  }

  #decode(data: ResultData): unknown {
    return this.#decoder.decodeValue(data.view, data.bytes, data.start, data.end);
  }

  /** What travelled beside the ring: one item's result, or a report. Where this thread cannot make the values that a task sent, that task fails. */
  #takeApart(handle: WorkerHandle, slot: number, kind: number, sequence: number): void {
    let message: SideMessage;
    try {
      message = handle.transport.port.receive(sequence) as SideMessage;
    } catch (cause) {
      if (slot < 0 || !(cause instanceof UnreadableMessageError)) throw cause;
      const error = new SerializationError('Expected a result that this thread can read, got one that it cannot.', {
        cause: cause.cause,
      });
      return this.#fail(slot, error);
    }
    const { bytes, attachments } = message;
    this.#decoder.attachments = attachments;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#takeOther(handle, slot, { kind, view, bytes, start: 0, end: bytes.length });
  }

  #checkSlot(handle: WorkerHandle, slot: number): void {
    if (this.#table.jobOf(slot) !== undefined && this.#table.workerOf(slot) === handle.holder) return;
    throw new RingCorruptError(`Expected a result for a task that worker ${handle.index} has, got slot ${slot}.`);
  }
}

/** The pool's own errors that arise in a worker: what travels is code, message and details. */
function rebuildPoolError(parts: unknown): PoolError {
  const [code, message, available] = parts as [string, string, string[] | undefined];
  if (code === 'ERR_UNKNOWN_TASK') return new UnknownTaskError(message, { available: available ?? [] });
  return new SerializationError(message);
}
