import { load, store } from './atomics.js';
import { ringData } from './byte-ring.js';
import { RingClosedError, RingTimeoutError } from './errors.js';
import { BYTE_RING_MAGIC, checkedCapacity, headerWords, Word } from './layout.js';
import { advance, distance, placeOf } from './position.js';
import { maxPayloadBytes, RECORD_HEADER_BYTES, recordBytes, STAMP_OFFSET, stampOf } from './record.js';
import { Doorbell, LOOKS_BEFORE_SLEEP } from './waiting.js';

/** Room for one record, to be written in place: `length` bytes of `view` (and of `bytes`, the same memory) from `offset` on. */
export interface RecordClaim {
  readonly view: DataView;
  readonly bytes: Uint8Array;
  readonly offset: number;
  readonly length: number;
}

/** The writing half of a byte ring. Belongs to one thread; the rules R1…Rn are in PROTOCOL.md. */
export class RingProducer {
  readonly capacityBytes: number;
  /** The longest payload a record may have: `capacityBytes / 2 - 8`. */
  readonly maxPayloadBytes: number;
  /** The ring's data, for writing at the offsets that `reserve` gives. */
  readonly view: DataView;
  /** The same memory as `view`. */
  readonly bytes: Uint8Array;

  protected readonly words: Int32Array;
  readonly #mask: number;
  readonly #consumer: Doorbell;
  readonly #ownDoorbell: Doorbell;

  /** End of the newest staged record. The shared word TAIL is a published copy of it, which may be behind. */
  #writePosition: number;

  /** The consumer's position when we last looked: may be behind the truth, never ahead (R4). */
  #cachedHead: number;

  /** Payload bytes of the claim that is open, or -1. */
  #claimedLength = -1;

  /** Start of the newest staged record, for `shrink`. */
  #newestPosition: number;

  constructor(buffer: SharedArrayBuffer) {
    this.capacityBytes = checkedCapacity(buffer, BYTE_RING_MAGIC, 1);
    this.maxPayloadBytes = maxPayloadBytes(this.capacityBytes);
    this.words = headerWords(buffer);
    this.view = ringData(buffer);
    this.bytes = new Uint8Array(buffer, this.view.byteOffset);
    this.#mask = this.capacityBytes - 1;
    this.#consumer = new Doorbell(this.words, Word.ConsumerParked);
    this.#ownDoorbell = new Doorbell(this.words, Word.ProducerParked);
    this.#writePosition = load(this.words, Word.Tail);
    this.#newestPosition = this.#writePosition;
    this.#cachedHead = load(this.words, Word.Head);
  }

  /** Where the next record will start; after a commit, the end of the record committed. */
  get writePosition(): number {
    return this.#writePosition;
  }

  /** Whether either side has closed the ring. */
  get isClosed(): boolean {
    return load(this.words, Word.ProducerClosed) === 1 || load(this.words, Word.ConsumerClosed) === 1;
  }

  /** Adds a record with a copy of `bytes`. Returns false, and changes nothing, when the ring is full. Throws when it is closed. */
  tryPush(bytes: Uint8Array): boolean {
    this.#refuseClosed();
    const offset = this.reserve(bytes.length);
    if (offset < 0) return false;
    this.bytes.set(bytes, offset);
    this.commit();
    return true;
  }

  /**
   * Gives room for a record of `length` bytes, to be written in place and then committed; `undefined` when the ring is full. A claim
   * that is not committed is replaced by the next. Throws when the ring is closed.
   */
  tryClaim(length: number): RecordClaim | undefined {
    this.#refuseClosed();
    const offset = this.reserve(length);
    return offset < 0 ? undefined : { view: this.view, bytes: this.bytes, offset, length };
  }

  /**
   * As `tryClaim`, without an object and without a look at whether the ring is closed: the offset of the payload in
   * `view`, or -1 when the ring is full. Throws `RangeError` for a length that no empty ring could take.
   */
  reserve(length: number): number {
    if (length > this.maxPayloadBytes || length < 0) this.#refuseLength(length);
    const size = recordBytes(length);
    let place = placeOf(this.#writePosition, this.#mask);
    const toEnd = this.capacityBytes - place;
    const padding = size > toEnd ? toEnd : 0;
    // The zero stamp behind the record needs its header's room too (R3).
    if (!this.#hasRoom(padding + size + RECORD_HEADER_BYTES)) return -1;
    if (padding > 0) {
      this.#stamp(-padding, padding);
      place = 0;
    }
    this.#claimedLength = length;
    return place + RECORD_HEADER_BYTES;
  }

  /** Publishes the claimed record, and all staged before it, and wakes the consumer if it sleeps. */
  commit(length?: number): void {
    this.stage(length);
    this.publish();
    this.#consumer.ring();
  }

  /** Completes the claimed record, of `length` bytes (by default all that were claimed), without publishing it yet. */
  stage(length: number = this.#claimedLength): void {
    if (length < 0 || length > this.#claimedLength) this.#refuseStage(length);
    this.#claimedLength = -1;
    this.#newestPosition = this.#writePosition;
    this.#stamp(length, recordBytes(length));
  }

  /**
   * Cuts the newest record, staged and not yet published, down to `length` bytes: for a record that is filled bit by bit and must
   * be found whole by `salvage` at every step. It is staged at full length first and says itself how much of it is filled.
   */
  shrink(length: number): void {
    const position = this.#newestPosition;
    const place = placeOf(position, this.#mask);
    const end = advance(position, recordBytes(length));
    if (length < 0 || distance(end, this.#writePosition) < 0) this.#refuseShrink(length);
    // R3: the new end's zero stamp lies in bytes not yet filled; then one store moves the record's end.
    if (end !== this.#writePosition) this.view.setInt32(placeOf(end, this.#mask) + STAMP_OFFSET, 0, true);
    this.view.setInt32(place, length, true);
    this.#writePosition = end;
  }

  /** Makes all staged records visible to the consumer, without waking it. */
  publish(): void {
    // R1: the records first, then the position. Pairs with the load of TAIL in the consumers.
    store(this.words, Word.Tail, this.#writePosition);
  }

  /** Wakes the consumer if it sleeps; only after `publish` (R6). */
  wakeConsumer(): void {
    this.#consumer.ring();
  }

  /** Adds a record, waiting for room without blocking the event loop. Rejects when the ring is or gets closed. */
  async push(bytes: Uint8Array): Promise<void> {
    while (!this.tryPush(bytes)) {
      const rung = this.#ownDoorbell.arm();
      if (this.#hasNewsFor(bytes.length)) this.#ownDoorbell.disarm();
      else await rung;
    }
  }

  /** Adds a record, blocking the thread for at most `timeoutMs`; then throws `RingTimeoutError`. */
  pushSync(bytes: Uint8Array, timeoutMs: number = Infinity): void {
    const deadline = Date.now() + timeoutMs;
    for (let looks = 0; !this.tryPush(bytes); looks += 1) {
      if (looks < LOOKS_BEFORE_SLEEP) continue;
      const remainingMs = deadline - Date.now();
      if (remainingMs <= 0) throw new RingTimeoutError(`No room for ${bytes.length} bytes within ${timeoutMs} ms.`);
      this.waitForRoomSync(bytes.length, remainingMs);
    }
  }

  /** Blocks until the consumer has made room or closed, for at most `timeoutMs`. May return early. */
  waitForRoomSync(length: number, timeoutMs?: number): void {
    this.#ownDoorbell.sleepSync(() => this.#hasNewsFor(length), timeoutMs);
  }

  /** Ends the ring: the consumer sees it after the records already published. */
  close(): void {
    store(this.words, Word.ProducerClosed, 1);
    this.#consumer.ring();
    this.#ownDoorbell.release();
  }

  /** Writes a header: the stamp last, and before it the zero stamp that ends the walk over unpublished records (R3). */
  #stamp(length: number, size: number): void {
    const position = this.#writePosition;
    const place = placeOf(position, this.#mask);
    const end = advance(position, size);
    this.view.setInt32(placeOf(end, this.#mask) + STAMP_OFFSET, 0, true);
    this.view.setInt32(place, length, true);
    this.view.setInt32(place + STAMP_OFFSET, stampOf(position), true);
    this.#writePosition = end;
  }

  #hasRoom(needed: number): boolean {
    if (this.capacityBytes - distance(this.#cachedHead, this.#writePosition) >= needed) return true;
    // R2: bytes are written again only after this load has seen them released.
    this.#cachedHead = load(this.words, Word.Head);
    return this.capacityBytes - distance(this.#cachedHead, this.#writePosition) >= needed;
  }

  /** Whether a push of `length` bytes would not have to wait: there is room, or the ring is closed. */
  #hasNewsFor(length: number): boolean {
    return this.reserve(length) >= 0 || this.isClosed;
  }

  #refuseClosed(): void {
    if (this.isClosed) throw new RingClosedError('The ring is closed.');
  }

  #refuseLength(length: number): never {
    throw new RangeError(
      `Expected a record of 0 to ${this.maxPayloadBytes} bytes in a ring of ${this.capacityBytes}, got ${length}.`,
    );
  }

  #refuseShrink(length: number): never {
    throw new RangeError(`Expected a length within the newest staged record, got ${length}.`);
  }

  #refuseStage(length: number): never {
    throw new RangeError(
      this.#claimedLength < 0
        ? 'Expected a claim before the commit, got none.'
        : `Expected a length of 0 to the ${this.#claimedLength} bytes claimed, got ${length}.`,
    );
  }
}
