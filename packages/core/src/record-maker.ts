import { Encoder } from './codec/encode.js';
import { type Room, roomOver } from './codec/room.js';
import { SerializationError } from './errors.js';
import type { WaitingRecord } from './backlog.js';
import type { JobTable } from './job-table.js';
import { CARRIES_AT } from './numeric/block-message.js';
import { type Luggage, movesValues } from './transport/luggage.js';
import type { SideMessage } from './transport/port-transport.js';
import type { SharedRegistry } from './transport/shared-registry.js';
import { exact, MESSAGE_NAME_BYTES, messageOf, writeMessageName } from './transport/side-record.js';
import { STAGED_BYTES, writeStaged } from './transport/staged-record.js';
import { Staging } from './transport/staging.js';
import {
  baseKind,
  blockRecordCount,
  isOfBlocks,
  SIDE_MESSAGE,
  STAGED,
  TASK_HEADER_BYTES,
  TaskKind,
  WATCHED,
  writeTaskHeader,
} from './transport/task-record.js';

/** Where values are encoded when no record may go through a ring. */
const FEWEST_SCRATCH_BYTES = 2048;

type SharedBuffers = ReadonlyMap<number, SharedArrayBuffer>;

/** What the header of a record says. */
interface RecordHeader {
  readonly kind: number;
  readonly slot: number;
  readonly functionId: number;
  readonly count: number;
}

const NO_SHARED: SharedBuffers = new Map();

/** Makes the records that cannot go straight into a ring: they are encoded in memory of their own, and wait. */
export class RecordMaker {
  readonly encoder: Encoder;
  readonly #table: JobTable;
  readonly #shared: SharedRegistry;
  readonly #maxPayloadBytes: number;
  /** Where what is too long for a ring is encoded; `undefined` where everything goes by the port. */
  readonly #staging: Staging | undefined;
  readonly #scratch: Room;

  /** Whether a value is being encoded: its getters may submit tasks, which must not touch the same ring or encoder. */
  isEncoding = false;
  /** Slot of the record being made that is for one of several workers, so that nothing in it may move; -1: there is none. */
  #movesNothing = -1;

  /** `maxPayloadBytes`: the longest payload that goes through a ring; 0: none does. */
  constructor(table: JobTable, shared: SharedRegistry, maxPayloadBytes: number) {
    this.#table = table;
    this.#shared = shared;
    this.#maxPayloadBytes = maxPayloadBytes;
    this.#staging = maxPayloadBytes > 0 ? new Staging() : undefined;
    this.encoder = this.#newEncoder();
    table.luggageDropped = (luggage) => {
      const { staged } = luggage as Luggage;
      if (staged !== undefined) this.#staging?.giveBack(staged);
    };
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
    const encoder = wasEncoding ? this.#newEncoder() : this.encoder;
    const scratch = wasEncoding ? scratchOf(this.#scratch.end) : this.#scratch;
    this.isEncoding = true;
    encoder.transfer = transfer;
    nameList(encoder, baseKind(kind), firstItem);
    try {
      const { view, bytes } = scratch;
      const count = isOfBlocks(baseKind(kind)) ? blockRecordCount(this.#table.itemsOf(slot), list.length) : list.length;
      const end = encoder.encodeArguments(list, scratch);
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
    const header = { kind, slot, functionId, count };
    // Before anything is taken from the caller.
    if (slot === this.#movesNothing && encoder.transferList.length > 0) {
      this.#giveBack(bytes);
      throw new SerializationError(
        'Expected arguments without values that move, got some: they can be sent only once.',
      );
    }
    const shared = this.#heldBuffers(encoder);
    if (hasCompany(encoder)) return this.#packBeside(header, encoder, this.#unstaged(bytes), shared);
    if (bytes.buffer instanceof SharedArrayBuffer) return this.#packStaged(header, bytes, bytes.buffer, shared);
    const isLong = TASK_HEADER_BYTES + bytes.length > this.#maxPayloadBytes;
    return isLong ? this.#packBeside(header, encoder, bytes, shared) : this.#packWhole(header, bytes, shared);
  }

  /** All of it goes through the ring, once shared buffers that it names are known there. */
  #packWhole(header: RecordHeader, bytes: Uint8Array, shared: SharedBuffers): WaitingRecord {
    if (shared.size > 0) this.#table.setLuggage(header.slot, { side: undefined, shared });
    const payload = payloadOf(header, 0, bytes.length);
    payload.set(bytes, TASK_HEADER_BYTES);
    return { slot: header.slot, payload, needsIdleWorker: false };
  }

  /** The values stay where they are, in shared memory, until the record is done. */
  #packStaged(header: RecordHeader, bytes: Uint8Array, staged: SharedArrayBuffer, named: SharedBuffers): WaitingRecord {
    const id = this.#shared.idOf(staged);
    const shared = new Map(named).set(id, staged);
    this.#table.setLuggage(header.slot, { side: undefined, shared, staged });
    const payload = payloadOf(header, STAGED, STAGED_BYTES);
    writeStaged(new DataView(payload.buffer), TASK_HEADER_BYTES, bytes.length, id);
    return { slot: header.slot, payload, needsIdleWorker: false };
  }

  /** A message goes with the record, which holds the values' bytes where they are short. */
  #packBeside(header: RecordHeader, encoder: Encoder, bytes: Uint8Array, shared: SharedBuffers): WaitingRecord {
    const isLong = bytes.length > this.#maxPayloadBytes - TASK_HEADER_BYTES - MESSAGE_NAME_BYTES;
    const side = detach(encoder, isLong ? exact(bytes) : undefined);
    return this.#besideRing(header, side, isLong ? undefined : bytes, shared);
  }

  /** Bytes in shared memory, which is given back, in memory of their own. */
  #unstaged(bytes: Uint8Array): Uint8Array {
    if (!(bytes.buffer instanceof SharedArrayBuffer)) return bytes;
    const own = bytes.slice();
    this.#giveBack(bytes);
    return own;
  }

  #giveBack({ buffer }: Uint8Array): void {
    if (buffer instanceof SharedArrayBuffer) this.#staging?.giveBack(buffer);
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
    const header = { kind, slot, functionId, count: list.length };
    if (goesBeside) return this.#besideRing(header, { content: [payload], transferList: [] }, undefined, NO_SHARED);
    writeTaskHeader(new DataView(payload.buffer), 0, kind, list.length, slot, functionId);
    return { slot, payload, needsIdleWorker: false };
  }

  /** `encoded`: the values, unless the message has them. Which message it is stands in the record once that is sent. */
  #besideRing(
    header: RecordHeader,
    side: SideMessage,
    encoded: Uint8Array | undefined,
    shared: SharedBuffers,
  ): WaitingRecord {
    const { slot } = header;
    const payload = payloadOf(header, SIDE_MESSAGE, MESSAGE_NAME_BYTES + (encoded?.length ?? 0));
    writeMessageName(new DataView(payload.buffer), payload, TASK_HEADER_BYTES, 0, encoded);
    const luggage: Luggage = { side, shared };
    this.#table.setLuggage(slot, luggage);
    return { slot, payload, needsIdleWorker: movesValues(luggage) };
  }

  #newEncoder(): Encoder {
    return new Encoder(this.#shared, this.#staging);
  }

  #heldBuffers(encoder: Encoder): SharedBuffers {
    if (encoder.sharedIds.length === 0) return NO_SHARED;
    return new Map(encoder.sharedIds.map((id) => [id, this.#shared.bufferOf(id)]));
  }
}

/** A record with its header written, and room for `dataBytes`. */
function payloadOf({ kind, slot, functionId, count }: RecordHeader, flag: number, dataBytes: number): Uint8Array {
  const payload = new Uint8Array(TASK_HEADER_BYTES + dataBytes);
  writeTaskHeader(new DataView(payload.buffer), 0, kind | flag, count, slot, functionId);
  return payload;
}

/** Says what errors call the list of such a record, and its first element. Of what blocks need only the carries can be refused. */
function nameList(encoder: Encoder, kind: number, firstItem: number): void {
  encoder.listName = kind === TaskKind.Call ? 'args' : 'items';
  encoder.firstIndex = firstItem;
  if (!isOfBlocks(kind)) return;
  encoder.listName = 'carries';
  encoder.firstIndex = -CARRIES_AT;
}

function scratchOf(length: number): Room {
  return roomOver(new Uint8Array(length), TASK_HEADER_BYTES);
}

/** Whether something has to travel beside the bytes. What was to move, but is not among the arguments, moves as well. */
function hasCompany(encoder: Encoder): boolean {
  return encoder.attachments.length > 0 || encoder.transferList.length > 0;
}

/** Takes what moves away from the caller now, and a copy of what structured clone copies, so that later changes are not seen. */
function detach({ attachments, transferList }: Encoder, bytes: Uint8Array | undefined): SideMessage {
  if (attachments.length + transferList.length === 0) return { content: messageOf([], bytes), transferList: [] };
  try {
    const transfer = transferList as ArrayBuffer[];
    const taken = structuredClone([...attachments, ...transferList], { transfer });
    const moved = taken.splice(attachments.length) as object[];
    return { content: messageOf(taken, bytes), transferList: moved };
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
