import { Encoder } from './codec/encode.js';
import { SerializationError } from './errors.js';
import type { WaitingRecord } from './backlog.js';
import type { JobTable } from './job-table.js';
import { type Luggage, movesValues } from './transport/luggage.js';
import type { SideMessage } from './transport/port-transport.js';
import type { SharedRegistry } from './transport/shared-registry.js';
import {
  baseKind,
  blockRecordCount,
  isOfBlocks,
  SIDE_MESSAGE,
  TASK_HEADER_BYTES,
  TaskKind,
  WATCHED,
  writeTaskHeader,
} from './transport/task-record.js';

/** Where values are encoded when no record may go through a ring. */
const FEWEST_SCRATCH_BYTES = 2048;

const NO_SHARED: ReadonlyMap<number, SharedArrayBuffer> = new Map();

/** Memory to encode in, and a view of it. */
interface Scratch {
  readonly bytes: Uint8Array;
  readonly view: DataView;
}

/** Makes the records that cannot go straight into a ring: they are encoded in memory of their own, and wait. */
export class RecordMaker {
  readonly encoder: Encoder;
  readonly #table: JobTable;
  readonly #shared: SharedRegistry;
  readonly #maxPayloadBytes: number;
  readonly #scratch: Scratch;

  /** Whether a value is being encoded: its getters may submit tasks, which must not touch the same ring or encoder. */
  isEncoding = false;
  /** Slot of the record being made that is for one of several workers, so that nothing in it may move; -1: there is none. */
  #movesNothing = -1;

  /** `maxPayloadBytes`: the longest payload that goes through a ring; 0: none does. */
  constructor(table: JobTable, shared: SharedRegistry, maxPayloadBytes: number) {
    this.#table = table;
    this.#shared = shared;
    this.#maxPayloadBytes = maxPayloadBytes;
    this.encoder = new Encoder(shared);
    this.#scratch = scratchOf(Math.max(FEWEST_SCRATCH_BYTES, maxPayloadBytes));
  }

  /** As `encode`, of a call that is sent to several workers. Throws `SerializationError` where something in it moves. */
  encodeForOne(kind: number, slot: number, functionId: number, args: readonly unknown[]): WaitingRecord {
    this.#movesNothing = slot;
    try {
      return this.encode(kind, slot, functionId, args, undefined, 0);
    } finally {
      this.#movesNothing = -1;
    }
  }

  /** Encodes a record for the backlog: all of it now, so that later changes are not seen. `firstItem`: what errors call the first of the list. */
  encode(
    kind: number,
    slot: number,
    functionId: number,
    list: readonly unknown[],
    transfer: readonly object[] | undefined,
    firstItem: number,
  ): WaitingRecord {
    if (baseKind(kind) === TaskKind.Map && typeof list[0] === 'number') {
      const record = this.#encodeNumbers(kind & WATCHED, slot, functionId, list);
      if (record !== undefined) return record;
    }
    const wasEncoding = this.isEncoding;
    const encoder = wasEncoding ? new Encoder(this.#shared) : this.encoder;
    const scratch = wasEncoding ? scratchOf(this.#scratch.bytes.length) : this.#scratch;
    this.isEncoding = true;
    encoder.transfer = transfer;
    encoder.listName = hasArguments(baseKind(kind)) ? 'args' : 'items';
    encoder.firstIndex = firstItem;
    try {
      const { view, bytes } = scratch;
      const count = isOfBlocks(baseKind(kind)) ? blockRecordCount(this.#table.itemsOf(slot), list.length) : list.length;
      const end = encoder.encodeArguments(list, view, bytes, TASK_HEADER_BYTES, bytes.length);
      if (end >= 0 && end <= this.#maxPayloadBytes && !encoder.hasLeftovers) {
        writeTaskHeader(view, 0, kind, count, slot, functionId);
        // A copy this short lies on the heap by itself, as long as nobody asks for its buffer.
        return { slot, payload: bytes.slice(0, end), needsIdleWorker: false };
      }
      const data = end < 0 ? encoder.takeOverflow() : bytes.subarray(TASK_HEADER_BYTES, end);
      return this.pack(encoder, kind, slot, functionId, count, data);
    } finally {
      encoder.listName = 'args';
      encoder.firstIndex = 0;
      this.isEncoding = wasEncoding;
    }
  }

  /** Makes a record of encoded arguments and of what the encoder wants to travel beside them. Copies `bytes`, or keeps them where they are too many for a ring. */
  pack(
    encoder: Encoder,
    kind: number,
    slot: number,
    functionId: number,
    count: number,
    bytes: Uint8Array,
  ): WaitingRecord {
    // Before anything is taken from the caller.
    if (slot === this.#movesNothing && encoder.transferList.length > 0)
      throw new SerializationError(
        'Expected arguments without values that move, got some: they can be sent only once.',
      );
    const shared = this.#heldBuffers(encoder);
    if (hasCompany(encoder) || TASK_HEADER_BYTES + bytes.length > this.#maxPayloadBytes) {
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
    const isExact = bytes.length === bytes.buffer.byteLength && bytes.buffer !== this.#scratch.bytes.buffer;
    return isExact ? bytes : bytes.slice();
  }

  /** A list of numbers alone goes as they are; gives nothing for any other. */
  #encodeNumbers(
    watched: number,
    slot: number,
    functionId: number,
    list: readonly unknown[],
  ): WaitingRecord | undefined {
    const kind = TaskKind.MapNumbers | watched;
    const goesBeside = TASK_HEADER_BYTES + 8 * list.length > this.#maxPayloadBytes;
    const start = goesBeside ? 0 : TASK_HEADER_BYTES;
    const payload = new Uint8Array(start + 8 * list.length);
    if (!writeNumbers(list, new Float64Array(payload.buffer, start))) return undefined;
    if (goesBeside) {
      const side = { bytes: payload, attachments: [], transferList: [] };
      return this.#besideRing(kind, slot, functionId, list.length, side, NO_SHARED);
    }
    writeTaskHeader(new DataView(payload.buffer), 0, kind, list.length, slot, functionId);
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
    this.#table.setLuggage(slot, luggage);
    return luggage;
  }

  #heldBuffers(encoder: Encoder): ReadonlyMap<number, SharedArrayBuffer> {
    if (encoder.sharedIds.length === 0) return NO_SHARED;
    return new Map(encoder.sharedIds.map((id) => [id, this.#shared.bufferOf(id)]));
  }
}

/** Whether the list of such a record is one of arguments. That of blocks has some before them, which cannot fail. */
function hasArguments(kind: number): boolean {
  return kind === TaskKind.Call || isOfBlocks(kind);
}

function scratchOf(length: number): Scratch {
  const bytes = new Uint8Array(length);
  return { bytes, view: new DataView(bytes.buffer) };
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

export function unsendable(error: unknown): SerializationError {
  const reason = error instanceof Error ? error.message : String(error);
  return new SerializationError(`Expected arguments that can be sent, got some that cannot: ${reason}`, {
    cause: error,
  });
}

/** False, and some may be written, where anything but a number is among them: a hole is nothing either. */
function writeNumbers(list: readonly unknown[], numbers: Float64Array): boolean {
  for (let index = 0; index < list.length; index += 1) {
    const value = list[index];
    if (typeof value !== 'number') return false;
    numbers[index] = value;
  }
  return true;
}
