import { store } from './atomics.js';
import { BYTE_RING } from './byte-ring.js';
import { Word } from './layout.js';
import { dataBytes, dataView } from './memory.js';
import { advance, placeOf } from './position.js';
import { checkedLength, isStamped, occupiedBytes, RECORD_HEADER_BYTES } from './record.js';
import { ReadingSide } from './reading-side.js';

/**
 * Called with each record in place: `length` bytes of `view` from `offset` on, valid until it returns. It must not use the consumer
 * that calls it.
 */
export type RecordVisitor = (view: DataView, offset: number, length: number) => void;

/**
 * Reads the records of a byte ring. Belongs to one thread; a ring has one consumer at a time. The rules R1…Rn are in PROTOCOL.md.
 * The constructor throws `TypeError` for what is no shared memory and `RingCorruptError` for what is no byte ring; everything
 * that looks at the ring throws `RingCorruptError` where it holds what no producer writes.
 */
export class RingConsumer extends ReadingSide {
  /** Bytes of the ring's data: records, their 8-byte headers, and padding. */
  readonly capacityBytes: number;

  /** The ring's data, the memory of the view that visitors get. */
  readonly bytes: Uint8Array;

  readonly #view: DataView;
  readonly #mask: number;
  #payloadLength = 0;

  constructor(buffer: SharedArrayBuffer) {
    super(buffer, BYTE_RING);
    this.capacityBytes = this.capacity;
    this.#view = dataView(buffer);
    this.bytes = dataBytes(buffer);
    this.#mask = this.capacity - 1;
  }

  /** Takes the oldest record as a copy in memory of its own, or `undefined` when there is none. */
  tryPop(): Uint8Array | undefined {
    if (!this.hasRecords()) return undefined;
    const offset = this.#nextRecord();
    const copy = offset < 0 ? undefined : this.bytes.slice(offset, offset + this.#payloadLength);
    this.release();
    return copy;
  }

  /**
   * Visits the records that are there at the call, and perhaps some that come meanwhile, oldest first, at most `limit`, and
   * releases them together afterwards. Returns how many. A visitor that throws ends it; the record it threw for counts as taken.
   */
  drain(visit: RecordVisitor, limit: number = Infinity): number {
    let isFresh = false;
    if (this.readPosition === this.cachedTail) {
      if (!this.lookForMore()) return 0;
      isFresh = true;
    }
    let taken = 0;
    try {
      taken = this.#visitKnown(visit, limit);
      if (!isFresh && taken < limit && this.lookForMore()) taken += this.#visitKnown(visit, limit - taken);
    } finally {
      this.release();
    }
    return taken;
  }

  /**
   * Visits what is left in a ring whose producer's thread has ended: the records published, then those it completed but did not
   * publish (R4). Its plain stores are visible then, and the stamps tell which records are whole (R3). Returns how many had not
   * been published.
   */
  salvage(visit: RecordVisitor): number {
    this.drain(visit);
    let taken = 0;
    while (isStamped(this.#view, this.readPosition, this.#mask)) {
      this.#publishForProducer();
      taken += this.drain(visit);
    }
    return taken;
  }

  /** The records as they come, as copies, until the ring is closed. Leaving the loop early closes nothing. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void, undefined> {
    while ((await this.wait()) === 'ready') {
      for (let record = this.tryPop(); record !== undefined; record = this.tryPop()) yield record;
    }
  }

  /** Visits what was published when we last looked. */
  #visitKnown(visit: RecordVisitor, limit: number): number {
    let visited = 0;
    while (visited < limit) {
      const offset = this.#nextRecord();
      if (offset < 0) break;
      visited += 1;
      visit(this.#view, offset, this.#payloadLength);
    }
    return visited;
  }

  /** Moves over the next record that is known to be there, and returns the offset of its payload; -1 when there is none. */
  #nextRecord(): number {
    while (this.readPosition !== this.cachedTail) {
      const position = this.readPosition;
      const length = checkedLength(this.#view, position, this.cachedTail, this.#mask);
      this.readPosition = advance(position, occupiedBytes(length));
      if (length < 0) continue;
      this.#payloadLength = length;
      return placeOf(position, this.#mask) + RECORD_HEADER_BYTES;
    }
    return -1;
  }

  /** Publishes the complete record at the read position in the place of a producer that is no more. */
  #publishForProducer(): void {
    const end = advance(this.readPosition, this.capacity);
    const length = checkedLength(this.#view, this.readPosition, end, this.#mask);
    this.cachedTail = advance(this.readPosition, occupiedBytes(length));
    store(this.words, Word.Tail, this.cachedTail);
  }
}
