import { RingCorruptError } from 'atomics-ring';
import type { Backlog, WaitingRecord } from './backlog.js';
import { Encoder } from './codec/encode.js';
import { SerializationError } from './errors.js';
import type { Job, JobTable } from './job-table.js';
import { NO_WORKER, type Scheduler } from './scheduler.js';
import { type Luggage, movesValues } from './transport/luggage.js';
import type { SideMessage } from './transport/port-transport.js';
import { Sent } from './transport/ring-transport.js';
import type { SharedRegistry } from './transport/shared-registry.js';
import { SIDE_MESSAGE, TASK_HEADER_BYTES, TaskKind, writeTaskHeader } from './transport/task-record.js';
import type { WorkerHandle } from './worker-handle.js';

const NO_SHARED: ReadonlyMap<number, SharedArrayBuffer> = new Map();

export interface DispatcherParts {
  readonly table: JobTable;
  readonly backlog: Backlog;
  readonly scheduler: Scheduler;
  readonly shared: SharedRegistry;
  /** The worker at each index now; `undefined` while it is being replaced. */
  readonly workers: readonly (WorkerHandle | undefined)[];
  /** The longest payload that goes through a ring. */
  readonly maxPayloadBytes: number;
  /** The worker's ring is damaged: it gets nothing more. Answers false, as nothing was sent. */
  damaged(handle: WorkerHandle, error: RingCorruptError): false;
}

/** Brings tasks into the workers' rings: straight when a worker has room, by way of the backlog when none has. */
export class Dispatcher {
  readonly #parts: DispatcherParts;
  readonly #encoder: Encoder;
  /** Where records are encoded that cannot go straight into a ring. */
  readonly #scratch: Uint8Array;

  /** Whether a value is being encoded: its getters may submit tasks, which must not touch the same ring or encoder. */
  #isEncoding = false;

  constructor(parts: DispatcherParts) {
    this.#parts = parts;
    this.#encoder = new Encoder(parts.shared);
    this.#scratch = new Uint8Array(parts.maxPayloadBytes);
  }

  /** One call. Its arguments are encoded before this returns; what is wrong with them is told to the job. */
  submitCall(job: Job, functionId: number, args: readonly unknown[], transfer: readonly object[] | undefined): void {
    const { table, backlog } = this.#parts;
    const slot = table.add(job, functionId, 0, 1);
    try {
      if (
        backlog.length === 0 &&
        transfer === undefined &&
        !this.#isEncoding &&
        this.#sendStraight(slot, functionId, args)
      )
        return;
      this.#enqueue(TaskKind.Call, slot, functionId, args, transfer);
    } catch (error) {
      // A getter may have ended the pool, which settled this already.
      if (table.jobOf(slot) !== job) return;
      table.remove(slot);
      job.itemFailed(0, error);
    }
  }

  /**
   * A chunk of items of a job, the first of which is its item `firstItem`. An item that cannot be encoded fails alone; the others
   * of the chunk are sent.
   */
  submitChunk(job: Job, functionId: number, kind: number, firstItem: number, items: readonly unknown[]): void {
    const { table } = this.#parts;
    const slot = table.add(job, functionId, firstItem, items.length);
    try {
      this.#queue(this.#encode(kind, slot, functionId, items, undefined, firstItem));
    } catch (error) {
      if (table.jobOf(slot) !== job) return;
      table.remove(slot);
      if (items.length === 1) job.itemFailed(firstItem, error);
      else items.forEach((item, index) => this.submitChunk(job, functionId, kind, firstItem + index, [item]));
    }
  }

  /** Moves waiting records into rings, oldest first, until no worker takes more. */
  dispatch(): void {
    const { backlog } = this.#parts;
    for (let record = backlog.peek(); record !== undefined; record = backlog.peek()) {
      if (this.#parts.table.jobOf(record.slot) !== undefined && !this.#sendWaiting(record)) return;
      backlog.shift();
    }
  }

  /** Encodes a call into the ring of a worker that takes it, or into the backlog when it cannot go that way. False when no ring has room. */
  #sendStraight(slot: number, functionId: number, args: readonly unknown[]): boolean {
    const { scheduler, table, workers } = this.#parts;
    const nanos = scheduler.estimate(functionId, 1);
    const worker = scheduler.choose(nanos);
    if (worker === NO_WORKER) return false;
    const { transport } = workers[worker]!;
    this.#isEncoding = true;
    let sent: Sent | Uint8Array;
    try {
      sent = transport.sendCall(slot, functionId, args, this.#encoder);
    } catch (error) {
      if (!(error instanceof RingCorruptError)) throw error;
      return this.#parts.damaged(workers[worker]!, error);
    } finally {
      this.#isEncoding = false;
    }
    if (sent === Sent.RingFull) return false;
    if (sent !== Sent.Yes) {
      this.#queue(this.#pack(this.#encoder, TaskKind.Call, slot, functionId, args.length, sent));
      return true;
    }
    table.assign(slot, worker, transport.latestTaskStart, nanos);
    scheduler.dispatched(worker, nanos);
    return true;
  }

  #enqueue(
    kind: number,
    slot: number,
    functionId: number,
    list: readonly unknown[],
    transfer: readonly object[] | undefined,
  ): void {
    this.#queue(this.#encode(kind, slot, functionId, list, transfer, 0));
  }

  #queue(record: WaitingRecord): void {
    this.#parts.backlog.push(record);
    // A getter submitted this while a ring holds a half-written record: it goes out with the next dispatch.
    if (!this.#isEncoding) this.dispatch();
  }

  /** Sends a record of the backlog. False when no worker takes it now. */
  #sendWaiting(record: WaitingRecord): boolean {
    const { scheduler, table, workers } = this.#parts;
    const { slot } = record;
    const functionId = table.functionOf(slot);
    const nanos = scheduler.estimate(functionId, table.itemsLeft(slot));
    const worker = record.needsIdleWorker ? scheduler.chooseIdle() : scheduler.choose(nanos);
    if (worker === NO_WORKER) return false;
    const { transport } = workers[worker]!;
    const luggage = table.luggageOf(slot) as Luggage | undefined;
    try {
      if (transport.sendRecord(record.payload, functionId, luggage) !== Sent.Yes) return false;
    } catch (error) {
      if (error instanceof RingCorruptError) return this.#parts.damaged(workers[worker]!, error);
      this.#refuse(slot, error);
      return true;
    }
    table.assign(slot, worker, transport.latestTaskStart, nanos);
    scheduler.dispatched(worker, nanos);
    return true;
  }

  /** A record whose side message cannot be sent: all its items fail. */
  #refuse(slot: number, error: unknown): void {
    const { table } = this.#parts;
    const job = table.jobOf(slot)!;
    while (table.itemsLeft(slot) > 0) job.itemFailed(table.finishItem(slot), unsendable(error));
    table.remove(slot);
  }

  /** Encodes a record for the backlog: all of it now, so that later changes are not seen. */
  #encode(
    kind: number,
    slot: number,
    functionId: number,
    list: readonly unknown[],
    transfer: readonly object[] | undefined,
    firstItem: number,
  ): WaitingRecord {
    if (kind === TaskKind.Map && list.every((item) => typeof item === 'number')) {
      return this.#encodeNumbers(slot, functionId, list);
    }
    const wasEncoding = this.#isEncoding;
    const encoder = wasEncoding ? new Encoder(this.#parts.shared) : this.#encoder;
    const scratch = wasEncoding ? new Uint8Array(this.#scratch.length) : this.#scratch;
    this.#isEncoding = true;
    encoder.transfer = transfer;
    encoder.listName = kind === TaskKind.Call ? 'args' : 'items';
    encoder.firstIndex = firstItem;
    try {
      const end = encoder.encodeArguments(list, new DataView(scratch.buffer), scratch, 0, scratch.length);
      const bytes = end < 0 ? encoder.takeOverflow() : scratch.subarray(0, end);
      return this.#pack(encoder, kind, slot, functionId, list.length, bytes);
    } finally {
      encoder.listName = 'args';
      encoder.firstIndex = 0;
      this.#isEncoding = wasEncoding;
    }
  }

  /** Makes a record of encoded arguments and of what the encoder wants to travel beside them. Copies `bytes`, or keeps them where they are too many for a ring. */
  #pack(
    encoder: Encoder,
    kind: number,
    slot: number,
    functionId: number,
    count: number,
    bytes: Uint8Array,
  ): WaitingRecord {
    const shared = this.#heldBuffers(encoder);
    if (hasCompany(encoder) || TASK_HEADER_BYTES + bytes.length > this.#parts.maxPayloadBytes) {
      const side = detach(this.#own(bytes), encoder.attachments, encoder.transferList);
      return this.#besideRing(kind, slot, functionId, count, side, shared);
    }
    this.#keepLuggage(slot, undefined, shared);
    const payload = new Uint8Array(TASK_HEADER_BYTES + bytes.length);
    writeTaskHeader(new DataView(payload.buffer), 0, kind, count, slot, functionId);
    payload.set(bytes, TASK_HEADER_BYTES);
    return { slot, payload, needsIdleWorker: false };
  }

  /** The bytes in a buffer of their own: structured clone copies the whole buffer under a view. */
  #own(bytes: Uint8Array): Uint8Array {
    const isExact = bytes.length === bytes.buffer.byteLength && bytes.buffer !== this.#scratch.buffer;
    return isExact ? bytes : bytes.slice();
  }

  #encodeNumbers(slot: number, functionId: number, numbers: readonly number[]): WaitingRecord {
    const values = Float64Array.from(numbers);
    const bytes = new Uint8Array(values.buffer);
    if (TASK_HEADER_BYTES + bytes.length > this.#parts.maxPayloadBytes) {
      const side = { bytes, attachments: [], transferList: [] };
      return this.#besideRing(TaskKind.MapNumbers, slot, functionId, numbers.length, side, NO_SHARED);
    }
    const payload = new Uint8Array(TASK_HEADER_BYTES + bytes.length);
    writeTaskHeader(new DataView(payload.buffer), 0, TaskKind.MapNumbers, numbers.length, slot, functionId);
    payload.set(bytes, TASK_HEADER_BYTES);
    return { slot, payload, needsIdleWorker: false };
  }

  /** A record of which only the header goes through the ring. */
  #besideRing(
    kind: number,
    slot: number,
    functionId: number,
    count: number,
    side: SideMessage,
    shared: ReadonlyMap<number, SharedArrayBuffer>,
  ): WaitingRecord {
    const payload = new Uint8Array(TASK_HEADER_BYTES + 4);
    writeTaskHeader(new DataView(payload.buffer), 0, kind | SIDE_MESSAGE, count, slot, functionId);
    const luggage = this.#keepLuggage(slot, side, shared);
    return { slot, payload, needsIdleWorker: movesValues(luggage) };
  }

  #keepLuggage(
    slot: number,
    side: SideMessage | undefined,
    shared: ReadonlyMap<number, SharedArrayBuffer>,
  ): Luggage | undefined {
    if (side === undefined && shared.size === 0) return undefined;
    const luggage: Luggage = { side, shared };
    this.#parts.table.setLuggage(slot, luggage);
    return luggage;
  }

  #heldBuffers(encoder: Encoder): ReadonlyMap<number, SharedArrayBuffer> {
    if (encoder.sharedIds.length === 0) return NO_SHARED;
    return new Map(encoder.sharedIds.map((id) => [id, this.#parts.shared.bufferOf(id)]));
  }
}

/** Whether something has to travel beside the bytes. What was to move, but is not among the arguments, moves as well. */
function hasCompany(encoder: Encoder): boolean {
  return encoder.attachments.length > 0 || encoder.transferList.length > 0;
}

/** Takes what moves away from the caller now, and a copy of what structured clone copies, so that later changes are not seen. */
function detach(bytes: Uint8Array, attachments: readonly unknown[], transferList: readonly object[]): SideMessage {
  if (attachments.length + transferList.length === 0) return { bytes, attachments: [], transferList: [] };
  try {
    const transfer = transferList as ArrayBuffer[];
    const taken = structuredClone({ attachments, transferList }, { transfer });
    return { bytes, attachments: taken.attachments, transferList: taken.transferList };
  } catch (error) {
    throw unsendable(error);
  }
}

function unsendable(error: unknown): SerializationError {
  const reason = error instanceof Error ? error.message : String(error);
  return new SerializationError(`Expected arguments that can be sent, got some that cannot: ${reason}`, {
    cause: error,
  });
}
