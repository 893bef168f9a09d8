import { load } from './atomics.js';
import { BYTE_RING } from './byte-ring.js';
import { Word } from './layout.js';
import { dataBytes, dataView } from './memory.js';
import { advance, distance, placeOf } from './position.js';
import { maxPayloadBytes, RECORD_HEADER_BYTES, recordBytes, STAMP_OFFSET, stampOf } from './record.js';
import { WritingSide } from './writing-side.js';

/**
 * Room for one record, to be written in place: the bytes of its payload themselves. For numbers of more than a byte there is the
 * `view` over all of the ring's data, in which the payload starts at `offset`.
 */
export interface RecordClaim extends Uint8Array {
  readonly view: DataView;
  readonly offset: number;
}

/**
 * Writes records into a byte ring. Belongs to one thread; a ring has one producer at a time. The rules R1…Rn are in PROTOCOL.md.
 * The constructor throws `TypeError` for what is no shared memory and `RingCorruptError` for what is no byte ring.
 */
export class RingProducer extends WritingSide {
  /** Bytes of the ring's data: records, their 8-byte headers, and padding. */
  readonly capacityBytes: number;
  /** The longest payload a record may have: `capacityBytes / 2 - 8`. */
  readonly maxPayloadBytes: number;
  /** The ring's data, for writing at the offsets that `reserve` gives. */
  readonly view: DataView;
  /** The same memory as `view`. */
  readonly bytes: Uint8Array;

  readonly #mask: number;

  /** Payload bytes of the claim that is open, or -1. */
  #claimedLength = -1;

  /** Start of the newest record that was staged, for `shrink`. */
  #newestPosition: number;

  constructor(buffer: SharedArrayBuffer) {
    super(buffer, BYTE_RING);
    this.capacityBytes = this.capacity;
    this.maxPayloadBytes = maxPayloadBytes(this.capacity);
    this.view = dataView(buffer);
    this.bytes = dataBytes(buffer);
    this.#mask = this.capacity - 1;
    this.#newestPosition = this.stagedEnd;
  }

  /**
   * Adds a record with a copy of `bytes`. Returns false, and changes nothing, when the ring is full. Throws `RingClosedError`
   * when either side has closed the ring (a consumer that closes at that very moment may still see the record), and
   * `RangeError` for a record longer than `maxPayloadBytes`.
   */
  tryPush(bytes: Uint8Array): boolean {
    this.refuseClosed();
    const offset = this.reserve(bytes.length);
    if (offset < 0) {
      this.lookWhetherClosed();
      return false;
    }
    this.bytes.set(bytes, offset);
    this.commit();
    this.refuseClosed();
    return true;
  }

  /**
   * Gives room for a record of `length` bytes, to be written in place and then committed; `undefined` when the ring is full. A claim
   * that is not committed is replaced by the next. Throws like `tryPush`.
   */
  tryClaim(length: number): RecordClaim | undefined {
    this.lookWhetherClosed();
    const offset = this.reserve(length);
    if (offset < 0) return undefined;
    return Object.assign(this.bytes.subarray(offset, offset + length), { view: this.view, offset });
  }

  /**
   * As `tryClaim`, without an object and without a look at whether the ring is closed: the offset of the payload in
   * `view`, or -1 when the ring is full. Throws `RangeError` for a length that no empty ring could take.
   */
  reserve(length: number): number {
    const size = recordBytes(length);
    const place = placeOf(this.stagedEnd, this.#mask);
    // The way of almost every record, kept short; the other one is for padding, a full ring and what is refused.
    const isPlain = length >= 0 && length <= this.maxPayloadBytes && size <= this.capacity - place;
    if (!isPlain || !this.hasRoom(size + RECORD_HEADER_BYTES)) return this.#reserveWithCare(length);
    this.#claimedLength = length;
    return place + RECORD_HEADER_BYTES;
  }

  #reserveWithCare(length: number): number {
    if (!(length >= 0 && length <= this.maxPayloadBytes)) this.#refuseLength(length);
    const size = recordBytes(length);
    let place = placeOf(this.stagedEnd, this.#mask);
    const toEdge = this.capacity - place;
    const padding = size > toEdge ? toEdge : 0;
    // The zero stamp behind the record needs its header's room too (R3).
    if (!this.hasRoom(padding + size + RECORD_HEADER_BYTES)) return -1;
    if (padding > 0) {
      this.#stamp(-padding, padding);
      place = 0;
    }
    this.#claimedLength = length;
    return place + RECORD_HEADER_BYTES;
  }

  /**
   * Publishes the claimed record, cut down to `length` bytes where it became shorter than its claim, and all staged before it, and
   * wakes the consumer if it sleeps. Throws `RangeError` without a claim.
   */
  commit(length?: number): void {
    this.stage(length);
    this.publish();
    this.wakeConsumer();
  }

  /** Completes the claimed record, of `length` bytes (by default all that were claimed), without publishing it yet. */
  stage(length: number = this.#claimedLength): void {
    if (!(length >= 0 && length <= this.#claimedLength)) this.#refuseStage(length);
    this.#claimedLength = -1;
    this.#newestPosition = this.stagedEnd;
    this.#stamp(length, recordBytes(length));
  }

  /**
   * Cuts the newest record, staged and not yet published, down to `length` bytes: for a record that is filled bit by bit and must
   * be found whole by `salvage` at every step. It is staged at full length first and says itself how much of it is filled. Gives up
   * an open claim. Throws `RangeError` when there is no such record, or it is shorter.
   */
  shrink(length: number): void {
    const position = this.#newestPosition;
    const place = placeOf(position, this.#mask);
    const end = advance(position, recordBytes(length));
    const isPublished = distance(load(this.words, Word.Tail), position) < 0;
    if (!(length >= 0) || isPublished || distance(end, this.stagedEnd) < 0) this.#refuseShrink(length);
    // R3: the new end's zero stamp lies in bytes not yet filled; then one store moves the record's end.
    if (end !== this.stagedEnd) this.view.setInt32(placeOf(end, this.#mask) + STAMP_OFFSET, 0, true);
    this.view.setInt32(place, length, true);
    this.stagedEnd = end;
    this.#claimedLength = -1;
  }

  /**
   * Adds a record with a copy of `bytes`, waiting for room without blocking the event loop. `bytes` must not change until then.
   * Pushes that wait are served in the order of their calls. Rejects with what `tryPush` throws.
   */
  push(bytes: Uint8Array): Promise<void> {
    return this.pushInTurn(() => this.tryPush(bytes));
  }

  /**
   * Adds a record with a copy of `bytes`, blocking the thread for at most `timeoutMs`; then throws `RingTimeoutError`. Throws
   * like `tryPush`, and `TypeError` where threads may not block (the main thread of a browser).
   */
  pushSync(bytes: Uint8Array, timeoutMs: number = Infinity): void {
    this.pushBlocking(() => this.tryPush(bytes), timeoutMs);
  }

  /** Blocks until there is room for a record of `length` bytes or the ring is closed, for at most `timeoutMs`. May return early. */
  waitForRoomSync(length: number, timeoutMs?: number): void {
    this.ownDoorbell.sleepSync(() => this.reserve(length) >= 0 || this.isClosed, timeoutMs);
  }

  /** Writes a header: the stamp last, and before it the zero stamp that ends the walk over unpublished records (R3). */
  #stamp(length: number, size: number): void {
    const position = this.stagedEnd;
    const place = placeOf(position, this.#mask);
    const end = advance(position, size);
    this.view.setInt32(placeOf(end, this.#mask) + STAMP_OFFSET, 0, true);
    this.view.setInt32(place, length, true);
    this.view.setInt32(place + STAMP_OFFSET, stampOf(position), true);
    this.stagedEnd = end;
  }

  #refuseLength(length: number): never {
    throw new RangeError(
      `Expected a record of 0 to ${this.maxPayloadBytes} bytes in a ring of ${this.capacityBytes}, got ${length}.`,
    );
  }

  #refuseShrink(length: number): never {
    throw new RangeError(`Expected a length within the newest record, staged and not published, got ${length}.`);
  }

  #refuseStage(length: number): never {
    throw new RangeError(
      this.#claimedLength < 0
        ? 'Expected a claim before the commit, got none.'
        : `Expected a length of 0 to the ${this.#claimedLength} bytes claimed, got ${length}.`,
    );
  }
}
