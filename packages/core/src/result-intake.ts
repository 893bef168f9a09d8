import { RingCorruptError } from 'atomics-ring';
import { Decoder } from './codec/decode.js';
import type { PoolError } from './errors.js';
import { SerializationError, UnknownTaskError } from './errors.js';
import { type JobTable, SUBMISSIONS_PER_SAMPLE } from './job-table.js';
import type { Scheduler } from './scheduler.js';
import type { TaskStatistics } from './statistics.js';
import { UnreadableMessageError } from './transport/port-transport.js';
import {
  isValuesInTurn,
  nanosWord,
  RESULT_HEADER_BYTES,
  resultFilled,
  resultItem,
  resultKind,
  ResultKind,
  resultNanos,
  resultSlot,
} from './transport/result-record.js';
import type { SharedRegistry } from './transport/shared-registry.js';
import { receiveNamed } from './transport/side-record.js';
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
  /** What the newest measurement says, of which function, and how it stood in its record. */
  #nanos = 0;
  #nanosWord = 0;
  #functionId = -1;

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
    const slot = resultSlot(view, offset);
    const start = offset + RESULT_HEADER_BYTES;
    const end = start + resultFilled(view, offset);
    if (end < start || end > offset + length) refuseFilled(length, end - start);
    if (!isValuesInTurn(view, offset) || slot < 0) return this.#takeRare(handle, view, bytes, offset, end);
    if (!this.#table.isHeldBy(handle.holder, slot)) refuseSlot(handle, slot);
    this.#observe(slot, view, offset);
    const owed = this.#table.owedBy(slot);
    this.#valuesInTurn(slot, view, bytes, start, end);
    const left = this.#table.owedBy(slot);
    handle.itemsGiven += owed - left;
    if (left === 0) this.#hooks.recordDone(slot);
  }

  /** What a record says of time. Tiny tasks are measured by the batch: most records say the same as the one before. */
  #observe(slot: number, view: DataView, offset: number): void {
    const word = nanosWord(view, offset);
    const functionId = this.#table.functionOf(slot);
    if (word !== this.#nanosWord || functionId !== this.#functionId)
      this.#measured(functionId, word, resultNanos(view, offset));
    if (this.#table.submittedAt(slot) !== 0) this.#countWaiting(slot);
  }

  #measured(functionId: number, word: number, nanos: number): void {
    this.#nanosWord = word;
    this.#functionId = functionId;
    this.#nanos = nanos;
    this.#statistics.measured(nanos);
    if (nanos > 0) this.#scheduler.observe(functionId, nanos);
  }

  /** What has passed since the submission and was not the task itself: known when its first result is here. */
  #countWaiting(slot: number): void {
    const submittedAt = this.#table.submittedAt(slot);
    this.#table.setSubmittedAt(slot, 0);
    const waited = now() - Math.abs(submittedAt) - this.#nanos / NANOS_PER_MILLI;
    const records = submittedAt < 0 ? SUBMISSIONS_PER_SAMPLE : 1;
    this.#statistics.waited(waited, records * this.#table.itemsOf(slot));
  }

  /** The hot path: encoded values, mostly one. */
  #valuesInTurn(slot: number, view: DataView, bytes: Uint8Array, start: number, end: number): void {
    const job = this.#table.jobOf(slot)!;
    for (let place = start; place < end; place = this.#decoder.offset) {
      const value = this.#decoder.decodeValue(view, bytes, place, end);
      if (this.#table.owedBy(slot) <= 0) refuseMore(slot);
      const item = this.#table.resultInTurn(slot);
      if (item < 0) continue;
      this.#statistics.itemDone();
      job.itemDone(item, value);
    }
  }

  #takeRare(handle: WorkerHandle, view: DataView, bytes: Uint8Array, offset: number, end: number): void {
    const slot = resultSlot(view, offset);
    const data = { kind: resultKind(view, offset), view, bytes, start: offset + RESULT_HEADER_BYTES, end };
    if (slot < 0) return this.#takeReport(handle, data);
    if (!this.#table.isHeldBy(handle.holder, slot)) refuseSlot(handle, slot);
    this.#observe(slot, view, offset);
    this.#place = resultItem(view, offset);
    const owed = this.#table.owedBy(slot);
    if ((data.kind & SIDE_MESSAGE) === 0) this.#settle(slot, data);
    else this.#settleApart(handle, slot, data);
    const left = this.#table.owedBy(slot);
    if (data.kind !== ResultKind.Stopped) handle.itemsGiven += owed - left;
    if (left === 0) this.#hooks.recordDone(slot);
  }

  /** A result that came beside the ring. Where this thread cannot make the values that a task sent, that task fails. */
  #settleApart(handle: WorkerHandle, slot: number, data: ResultData): void {
    let received: ResultData;
    try {
      received = this.#receive(handle, data);
    } catch (cause) {
      if (!(cause instanceof UnreadableMessageError)) throw cause;
      const error = new SerializationError('Expected a result that this thread can read, got one that it cannot.', {
        cause: cause.cause,
      });
      return this.#fail(slot, error);
    }
    this.#settle(slot, received);
  }

  #takeReport(handle: WorkerHandle, data: ResultData): void {
    this.#report(handle, (data.kind & SIDE_MESSAGE) === 0 ? data : this.#receive(handle, data));
  }

  #settle(slot: number, data: ResultData): void {
    switch (data.kind) {
      case ResultKind.Values:
        return this.#values(slot, data);
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

  #values(slot: number, data: ResultData): void {
    if (this.#place < 0) this.#valuesInTurn(slot, data.view, data.bytes, data.start, data.end);
    else this.#done(slot, this.#decode(data));
  }

  #numbers(slot: number, data: ResultData): void {
    const job = this.#table.jobOf(slot)!;
    if (job.numbersDone !== undefined && this.#place < 0) {
      const count = (data.end - data.start) >> 3;
      const first = count > this.#table.owedBy(slot) ? -1 : this.#table.resultsInTurn(slot, count);
      if (first >= 0) {
        this.#statistics.itemDone(count);
        return job.numbersDone(first, data.view, data.start, count);
      }
    }
    for (let place = data.start; place + 8 <= data.end; place += 8) this.#done(slot, data.view.getFloat64(place, true));
  }

  #done(slot: number, value: unknown): void {
    const job = this.#table.jobOf(slot)!;
    const item = this.#countResult(slot);
    if (item < 0) return;
    this.#statistics.itemDone();
    job.itemDone(item, value);
  }

  /** The rest of a record that nobody wants was not run. */
  #stopped(slot: number): void {
    if (!this.#hooks.wasStopped(slot))
      throw new RingCorruptError(`Expected all results of slot ${slot}, got word that it was stopped.`);
    this.#statistics.itemDropped(this.#table.unsettledOf(slot));
    this.#table.stopOwing(slot);
  }

  #fail(slot: number, error: unknown): void {
    const item = this.#countResult(slot);
    if (item < 0) return;
    this.#statistics.itemFailed();
    this.#table.jobOf(slot)!.itemFailed(item, error);
  }

  /** Counts one result. Returns the item's index in its job, or -1 when the job was told of it before. */
  #countResult(slot: number): number {
    if (this.#table.owedBy(slot) <= 0) refuseMore(slot);
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

  /** What travelled beside the ring: one item's result, or a report. Throws `UnreadableMessageError` where this thread cannot make the values that were sent. */
  #receive(handle: WorkerHandle, data: ResultData): ResultData {
    const { port } = handle.transport;
    const { attachments, ...values } = receiveNamed(port, data.view, data.bytes, data.start, data.end);
    this.#decoder.attachments = attachments;
    return { kind: data.kind & ~SIDE_MESSAGE, ...values };
  }
}

function refuseFilled(length: number, filled: number): never {
  throw new RingCorruptError(`Expected a result within ${length} bytes, got ${filled}.`);
}

function refuseSlot(handle: WorkerHandle, slot: number): never {
  throw new RingCorruptError(`Expected a result for a task that worker ${handle.index} has, got slot ${slot}.`);
}

function refuseMore(slot: number): never {
  throw new RingCorruptError(`Expected no more results for slot ${slot}, got one.`);
}

/** The pool's own errors that arise in a worker: what travels is code, message and details. */
function rebuildPoolError(parts: unknown): PoolError {
  const [code, message, available] = parts as [string, string, string[] | undefined];
  if (code === 'ERR_UNKNOWN_TASK') return new UnknownTaskError(message, { available: available ?? [] });
  return new SerializationError(message);
}
