import { RingCorruptError } from 'atomics-ring';
import { Decoder } from './codec/decode.js';
import type { PoolError } from './errors.js';
import { SerializationError, UnknownTaskError } from './errors.js';
import type { JobTable } from './job-table.js';
import type { Scheduler } from './scheduler.js';
import type { SideMessage } from './transport/port-transport.js';
import {
  RESULT_HEADER_BYTES,
  resultFilled,
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
  /** All items of a record have their results: its slot can be given back. */
  recordDone(slot: number): void;
}

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
  readonly #decoder: Decoder;
  readonly #hooks: IntakeHooks;

  constructor(table: JobTable, scheduler: Scheduler, shared: SharedRegistry, hooks: IntakeHooks) {
    this.#table = table;
    this.#scheduler = scheduler;
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
    if (slot >= 0) this.#observe(handle, slot, resultNanos(view, offset));
    if (kind === ResultKind.Values && slot >= 0) this.#values(slot, view, bytes, start, end);
    else this.#takeOther(handle, slot, this.#locate(handle, kind, view, bytes, start, end));
    if (slot >= 0 && this.#table.itemsLeft(slot) === 0) this.#hooks.recordDone(slot);
  }

  #observe(handle: WorkerHandle, slot: number, nanos: number): void {
    this.#checkSlot(handle, slot);
    if (nanos > 0) this.#scheduler.observe(this.#table.functionOf(slot), nanos);
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
      default:
        throw new RingCorruptError(`Expected a result of a known kind, got ${data.kind}.`);
    }
  }

  /** The hot path: encoded values, mostly one. */
  #values(slot: number, view: DataView, bytes: Uint8Array, start: number, end: number): void {
    const job = this.#table.jobOf(slot)!;
    for (let place = start; place < end; place = this.#decoder.offset) {
      const value = this.#decoder.decodeValue(view, bytes, place, end);
      job.itemDone(this.#finishItem(slot), value);
    }
  }

  #numbers(slot: number, data: ResultData): void {
    const job = this.#table.jobOf(slot)!;
    for (let place = data.start; place + 8 <= data.end; place += 8) {
      job.itemDone(this.#finishItem(slot), data.view.getFloat64(place, true));
    }
  }

  #fail(slot: number, error: unknown): void {
    this.#table.jobOf(slot)!.itemFailed(this.#finishItem(slot), error);
  }

  #finishItem(slot: number): number {
    if (this.#table.itemsLeft(slot) <= 0)
      throw new RingCorruptError(`Expected no more results for slot ${slot}, got one.`);
    return this.#table.finishItem(slot);
  }

  /** A record that belongs to no task. */
  #report(handle: WorkerHandle, data: ResultData): void {
    const value = this.#decode(data);
    if (data.kind === ResultKind.Ready) this.#hooks.workerReady(handle, value as readonly string[]);
    else if (data.kind === ResultKind.StartFailed) handle.cause ??= value;
    else throw new RingCorruptError(`Expected a report of a known kind, got ${data.kind}.`);
  }

  #decode(data: ResultData): unknown {
    return this.#decoder.decodeValue(data.view, data.bytes, data.start, data.end);
  }

  #locate(
    handle: WorkerHandle,
    kind: number,
    view: DataView,
    bytes: Uint8Array,
    start: number,
    end: number,
  ): ResultData {
    return (kind & SIDE_MESSAGE) === 0 ? { kind, view, bytes, start, end } : this.#fetch(handle, kind, view, start);
  }

  #fetch(handle: WorkerHandle, kind: number, view: DataView, start: number): ResultData {
    const { bytes, attachments } = handle.transport.port.receive(view.getInt32(start, true)) as SideMessage;
    this.#decoder.attachments = attachments;
    const messageView = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return { kind: kind & ~SIDE_MESSAGE, view: messageView, bytes, start: 0, end: bytes.length };
  }

  #checkSlot(handle: WorkerHandle, slot: number): void {
    if (this.#table.jobOf(slot) !== undefined && this.#table.workerOf(slot) === handle.index) return;
    throw new RingCorruptError(`Expected a result for a task that worker ${handle.index} has, got slot ${slot}.`);
  }
}

/** The pool's own errors that arise in a worker: what travels is code, message and details. */
function rebuildPoolError(parts: unknown): PoolError {
  const [code, message, available] = parts as [string, string, string[] | undefined];
  if (code === 'ERR_UNKNOWN_TASK') return new UnknownTaskError(message, { available: available ?? [] });
  return new SerializationError(message);
}
