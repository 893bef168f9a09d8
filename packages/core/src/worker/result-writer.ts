import { inspect } from 'node:util';
import type { Doorbell, RingProducer } from 'atomics-ring';
import type { Encoder } from '../codec/encode.js';
import { Room } from '../codec/room.js';
import { PoolError, SerializationError, UnknownTaskError } from '../errors.js';
import type { PortTransport } from '../transport/port-transport.js';
import { roomInRing } from '../transport/record-room.js';
import {
  kindOfItem,
  RESULT_HEADER_BYTES,
  ResultKind,
  setResultFilled,
  writeResultHeader,
} from '../transport/result-record.js';
import { exact, MESSAGE_NAME_BYTES, messageOf, writeMessageName } from '../transport/side-record.js';
import { SIDE_MESSAGE } from '../transport/task-record.js';

/** Room claimed for a result before it is known how long it is, and the most that one record of a chunk's results takes. At most an eighth of the ring. */
const MOST_CLAIMED_BYTES = 4096;
const CLAIMED_SHARE = 8;

/** The slot of a record that belongs to no task. */
const NO_SLOT = -1;

const NOTHING = new Uint8Array(0);

/** Tells what the newest item took, in nanoseconds. Asked once for each record, not for each item. */
export interface ItemClock {
  readonly newestNanos: number;
}

/** Writes results into the out-ring: staged first, then published, those of a chunk many at a time. */
export class ResultWriter {
  readonly #ring: RingProducer;
  readonly #port: PortTransport;
  readonly #encoder: Encoder;
  readonly #doorbell: Doorbell;
  /** Gives the in-ring's bytes back, so that the main thread has room when the news reaches it (R11). */
  readonly #releaseTasks: () => void;
  readonly #avoidsRing: boolean;
  readonly #claimedBytes: number;
  /** Where a result with a record of its own is encoded, and where one goes that shares the open record. */
  readonly #room: Room;
  readonly #openRoom: Room;

  /** Whether results are visible of which the main thread was not told. */
  owesNews = false;

  /** Whether records were staged since the last publication. */
  #hasStaged = false;

  /** The record that a chunk's results are being added to: offset of its payload, its kind, and bytes filled; -1 when none is open. */
  #openOffset = -1;
  #openKind = 0;
  #openLimit = 0;
  #filled = 0;

  constructor(
    ring: RingProducer,
    port: PortTransport,
    encoder: Encoder,
    doorbell: Doorbell,
    releaseTasks: () => void,
    avoidsRing = false,
  ) {
    this.#ring = ring;
    this.#port = port;
    this.#encoder = encoder;
    this.#doorbell = doorbell;
    this.#releaseTasks = releaseTasks;
    this.#avoidsRing = avoidsRing;
    this.#claimedBytes = Math.min(MOST_CLAIMED_BYTES, ring.capacityBytes / CLAIMED_SHARE);
    this.#room = roomInRing(ring, RESULT_HEADER_BYTES);
    this.#openRoom = new Room(ring.view, ring.bytes);
  }

  /** Whether results are held back. */
  get hasUnpublished(): boolean {
    return this.#hasStaged || this.#openOffset >= 0;
  }

  /** One item gave `value`: the next of its record, or the one at place `item`. */
  value(slot: number, value: unknown, nanos: number, item = -1): void {
    try {
      this.#write(kindOfItem(ResultKind.Values, item), slot, value, 'result', nanos);
    } catch (error) {
      this.#refused(slot, error, nanos, item);
    }
  }

  /** One item threw `thrown`, which need not be an error. */
  thrown(slot: number, thrown: unknown, nanos: number, item = -1): void {
    this.endChunk();
    if (thrown instanceof PoolError) return this.#failed(slot, thrown, nanos, item);
    try {
      this.#write(kindOfItem(ResultKind.Thrown, item), slot, thrown, 'error', nanos);
    } catch (error) {
      this.#failed(slot, error instanceof SerializationError ? error : unreadable(error), nanos, item);
    }
  }

  /** The items of the record that have no result yet will not run. */
  stopped(slot: number): void {
    this.endChunk();
    this.#writeBytes(ResultKind.Stopped, slot, NOTHING, 0);
  }

  /** Writes a record that belongs to no task. Throws `SerializationError`, and what reading the value throws. */
  report(kind: number, value: unknown): void {
    this.endChunk();
    this.#write(kind, NO_SLOT, value, 'report', 0);
    this.publish();
  }

  /** As `report`, of anything that was thrown: what cannot be sent is told in words. */
  reportThrown(kind: number, thrown: unknown): void {
    try {
      this.report(kind, thrown);
    } catch {
      this.report(kind, new Error(`Expected an error that can be sent, got ${printed(thrown)}.`));
    }
  }

  /** As `report`, of an error of the pool's own, which becomes one of its class again. */
  reportRefusal(kind: number, error: PoolError): void {
    this.report(kind, partsOf(error));
  }

  /** Adds the result of the next item of a chunk to the open record, or opens one. */
  chunkValue(slot: number, value: unknown, itemsLeft: number, clock: ItemClock): void {
    if (this.#avoidsRing) this.value(slot, value, clock.newestNanos);
    else if (typeof value === 'number') this.#chunkNumber(slot, value, itemsLeft, clock);
    else this.#chunkOther(slot, value, itemsLeft, clock);
  }

  /** Closes the record that chunk results are being added to. */
  endChunk(): void {
    if (this.#openOffset < 0) return;
    this.#ring.shrink(RESULT_HEADER_BYTES + this.#filled);
    this.#openOffset = -1;
    this.#hasStaged = true;
  }

  /** Makes all results visible to the main thread, and wakes it if it sleeps. */
  publish(): void {
    this.#makeVisible();
    this.owesNews = false;
    this.#doorbell.ring();
  }

  /** Makes all results visible to the main thread, but lets it sleep on. Whoever calls this owes it a `publish`, before anything that may take long (R6). */
  publishQuietly(): void {
    this.#makeVisible();
    this.owesNews = true;
  }

  #makeVisible(): void {
    this.endChunk();
    this.#releaseTasks();
    this.#ring.publish();
    this.#hasStaged = false;
  }

  #chunkNumber(slot: number, value: number, itemsLeft: number, clock: ItemClock): void {
    if (this.#openOffset >= 0 && (this.#openKind !== ResultKind.Numbers || this.#filled + 8 > this.#openLimit))
      this.endChunk();
    if (this.#openOffset < 0) this.#openChunk(ResultKind.Numbers, slot, 8 * itemsLeft, clock.newestNanos);
    const view = this.#ring.view;
    view.setFloat64(this.#openOffset + RESULT_HEADER_BYTES + this.#filled, value, true);
    this.#filled += 8;
    // The value first, then that it is there: what a death leaves is whole up to here (R3).
    setResultFilled(view, this.#openOffset, this.#filled);
  }

  #chunkOther(slot: number, value: unknown, itemsLeft: number, clock: ItemClock): void {
    if (this.#openOffset >= 0 && this.#openKind !== ResultKind.Values) this.endChunk();
    try {
      if (this.#openOffset < 0) this.#openChunk(ResultKind.Values, slot, 64 * itemsLeft, clock.newestNanos);
      const apart = this.#appendValue(value);
      if (apart === undefined) return;
      this.endChunk();
      this.#writeApart(ResultKind.Values, slot, apart, clock.newestNanos);
    } catch (error) {
      this.#refused(slot, error, clock.newestNanos);
    }
  }

  /** Encodes a value behind the open record's others. Gives its bytes when it does not fit, or has something beside it. */
  #appendValue(value: unknown): Uint8Array | undefined {
    const room = this.#openRoom;
    const data = this.#openOffset + RESULT_HEADER_BYTES;
    room.place(data + this.#filled, data + this.#openLimit);
    const end = this.#encoder.encodeValue(value, 'result', room);
    if (end < 0) return this.#encoder.takeOverflow();
    if (this.#encoder.attachments.length > 0) return room.bytes.slice(room.start, end);
    this.#filled = end - data;
    setResultFilled(room.view, this.#openOffset, this.#filled);
    return undefined;
  }

  #openChunk(kind: number, slot: number, wantedBytes: number, nanos: number): void {
    const length = Math.min(this.#claimedBytes, RESULT_HEADER_BYTES + wantedBytes);
    this.#openOffset = this.#reserve(length);
    this.#openKind = kind;
    this.#openLimit = length - RESULT_HEADER_BYTES;
    this.#filled = 0;
    writeResultHeader(this.#ring.view, this.#openOffset, kind, slot, 0, nanos);
    this.#ring.stage(length);
  }

  #write(kind: number, slot: number, value: unknown, rootName: string, nanos: number): void {
    if (this.#avoidsRing && slot !== NO_SLOT) return this.#writeBeside(kind, slot, value, rootName, nanos);
    const claimed = this.#reserve(this.#claimedBytes);
    const room = this.#room;
    room.place(claimed + RESULT_HEADER_BYTES, claimed + this.#claimedBytes);
    const end = this.#encoder.encodeValue(value, rootName, room);
    if (end < 0) return this.#writeApart(kind, slot, this.#encoder.takeOverflow(), nanos);
    const { start } = room;
    if (this.#encoder.attachments.length > 0) return this.#writeApart(kind, slot, room.bytes.slice(start, end), nanos);
    writeResultHeader(room.view, start - RESULT_HEADER_BYTES, kind, slot, end - start, nanos);
    this.#ring.stage(end - start + RESULT_HEADER_BYTES);
    this.#hasStaged = true;
  }

  /** Writes an encoded value in a record of its own, or beside the ring when it is too long for one or the encoder left attachments. */
  #writeApart(kind: number, slot: number, encoded: Uint8Array, nanos: number): void {
    const isShort = RESULT_HEADER_BYTES + encoded.length <= this.#ring.maxPayloadBytes;
    if (isShort && this.#encoder.attachments.length === 0) return this.#writeBytes(kind, slot, encoded, nanos);
    this.#sendBeside(kind, slot, encoded, nanos);
  }

  /** For tests: as if every value were too long for the ring. */
  #writeBeside(kind: number, slot: number, value: unknown, rootName: string, nanos: number): void {
    this.#sendBeside(kind, slot, this.#encoder.encodeValueDetached(value, rootName), nanos);
  }

  /** The values stand in the record if they are short, else in the message. */
  #sendBeside(kind: number, slot: number, encoded: Uint8Array, nanos: number): void {
    const { attachments, transferList } = this.#encoder;
    const mostBytes = this.#avoidsRing ? 0 : this.#ring.maxPayloadBytes - RESULT_HEADER_BYTES - MESSAGE_NAME_BYTES;
    const isLong = encoded.length > mostBytes;
    const sequence = this.#send(messageOf(attachments, isLong ? exact(encoded) : undefined), transferList);
    this.#writeNamed(kind | SIDE_MESSAGE, slot, sequence, isLong ? undefined : encoded, nanos);
  }

  #send(content: unknown, transferList: readonly object[]): number {
    try {
      return this.#port.send(content, transferList);
    } catch (error) {
      throw new SerializationError(`Expected a result that can be sent, got one that cannot: ${printed(error)}`, {
        cause: error,
      });
    }
  }

  #writeBytes(kind: number, slot: number, data: Uint8Array, nanos: number): void {
    const offset = this.#reserve(RESULT_HEADER_BYTES + data.length);
    writeResultHeader(this.#ring.view, offset, kind, slot, data.length, nanos);
    this.#ring.bytes.set(data, offset + RESULT_HEADER_BYTES);
    this.#ring.stage();
    this.#hasStaged = true;
  }

  /** A record that names a message. */
  #writeNamed(kind: number, slot: number, sequence: number, encoded: Uint8Array | undefined, nanos: number): void {
    const length = MESSAGE_NAME_BYTES + (encoded?.length ?? 0);
    const offset = this.#reserve(RESULT_HEADER_BYTES + length);
    const { view, bytes } = this.#ring;
    writeResultHeader(view, offset, kind, slot, length, nanos);
    writeMessageName(view, bytes, offset + RESULT_HEADER_BYTES, sequence, encoded);
    this.#ring.stage();
    this.#hasStaged = true;
  }

  /** A result could not be encoded: by our limits, or because reading it threw. */
  #refused(slot: number, error: unknown, nanos: number, item = -1): void {
    if (error instanceof SerializationError) {
      this.endChunk();
      this.#failed(slot, error, nanos, item);
    } else {
      this.thrown(slot, error, nanos, item);
    }
  }

  #failed(slot: number, error: PoolError, nanos: number, item: number): void {
    this.#write(kindOfItem(ResultKind.Failed, item), slot, partsOf(error), 'error', nanos);
  }

  /** Room in the out-ring; blocks until the main thread has made some. */
  #reserve(length: number): number {
    for (;;) {
      const offset = this.#ring.reserve(length);
      if (offset >= 0) return offset;
      this.publish();
      this.#ring.waitForRoomSync(length);
    }
  }
}

/** What travels of an error of the pool's own. */
function partsOf(error: PoolError): readonly unknown[] {
  return [error.code, error.message, error instanceof UnknownTaskError ? error.available : undefined];
}

function unreadable(error: unknown): SerializationError {
  return new SerializationError(`Expected what was thrown to be readable, got ${printed(error)}.`);
}

/** A print of anything thrown, which may be something that cannot be made a string. */
function printed(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : inspect(thrown, { depth: 0, customInspect: false });
}
