import { compareExchange, load, store } from './atomics.js';
import { BYTE_RING } from './byte-ring.js';
import { Doorbell } from './doorbell.js';
import { checkedCapacity, checkOrder, openHeader } from './header.js';
import { Word } from './layout.js';
import { dataView } from './memory.js';
import { advance, distance, placeOf } from './position.js';
import { checkedLength, occupiedBytes, RECORD_HEADER_BYTES, recordBytes } from './record.js';

/** What `claim` answers: a batch is there, there is nothing, or the producer took records back and nothing is left of them. */
export type ClaimOutcome = 'batch' | 'empty' | 'recalled';

/**
 * Reads a byte ring whose producer may take records back (`RecallingProducer`): whoever moves CLAIM by compare-and-exchange owns
 * the records it moved over (R9). Belongs to one thread.
 */
export class ClaimingConsumer {
  /** Bytes of the ring's data: records, their 8-byte headers, and padding. */
  readonly capacityBytes: number;
  /** The ring's data, for reading at the offsets that `nextRecord` gives. */
  readonly view: DataView;

  readonly #words: Int32Array;
  readonly #mask: number;
  readonly #ownDoorbell: Doorbell;

  /** Start of the next record of the batch; between batches, the end of the last one (R10). */
  #readPosition: number;
  #batchEnd: number;
  /** End of what was published when we last looked: may be behind the truth, never ahead (R1). */
  #cachedTail: number;
  #payloadLength = 0;

  constructor(buffer: SharedArrayBuffer) {
    this.#words = openHeader(buffer, BYTE_RING);
    this.capacityBytes = checkedCapacity(buffer, this.#words, BYTE_RING);
    this.view = dataView(buffer);
    this.#mask = this.capacityBytes - 1;
    this.#ownDoorbell = new Doorbell(this.#words, Word.ConsumerParked);
    // Not CLAIM: what was recalled before this thread began is passed over like any other, or its bytes were never given back.
    this.#readPosition = load(this.#words, Word.Head);
    this.#batchEnd = this.#readPosition;
    this.#cachedTail = this.#readPosition;
  }

  /** Payload bytes of the record that `nextRecord` gave. */
  get payloadLength(): number {
    return this.#payloadLength;
  }

  /** Position of the end of the record that `nextRecord` gave. */
  get recordEnd(): number {
    return this.#readPosition;
  }

  /** Position at which the record that `nextRecord` gave starts: padding before it is not part of it. */
  get recordStart(): number {
    return advance(this.#readPosition, -recordBytes(this.#payloadLength));
  }

  /**
   * Claims up to `limit` records with one exchange, once `nextRecord` has given all of the last batch. After `recalled` the
   * consumer tells the producer that there is room (R11): HEAD is stored already, unless the consumer `isHolding` bytes of earlier
   * records, which it gives back itself, by and by, with `release`. Throws `RingCorruptError`.
   */
  claim(limit: number, isHolding = false): ClaimOutcome {
    if (this.#readPosition !== this.#batchEnd) this.#refuseClaim();
    if (this.#cachedTail === this.#readPosition && !this.#lookForMore()) return 'empty';
    const end = this.#walk(limit);
    const seen = compareExchange(this.#words, Word.Claim, this.#readPosition, end);
    if (seen !== this.#readPosition) return this.#passOver(seen, isHolding);
    this.#batchEnd = end;
    return 'batch';
  }

  /** The payload's offset of the next record of the batch, or -1 at its end. Throws `RingCorruptError`. */
  nextRecord(): number {
    while (this.#readPosition !== this.#batchEnd) {
      const position = this.#readPosition;
      const length = checkedLength(this.view, position, this.#batchEnd, this.#mask);
      this.#readPosition = advance(position, occupiedBytes(length));
      if (length < 0) continue;
      this.#payloadLength = length;
      return placeOf(position, this.#mask) + RECORD_HEADER_BYTES;
    }
    return -1;
  }

  /** Says that the record `nextRecord` gave is about to run (R13). */
  markStarted(): void {
    // A plain store: it is read after this thread's end only, or as a hint.
    this.#words[Word.Started] = this.#readPosition;
  }

  /**
   * Gives the bytes before `position`, the edge of a record of the batch (by default the batch's end), back to the producer;
   * before the news of their results is published (R11).
   */
  release(position: number = this.#batchEnd): void {
    store(this.#words, Word.Head, position);
  }

  /** Whether something was published beyond what has been claimed. */
  hasNews(): boolean {
    return load(this.#words, Word.Tail) !== this.#readPosition;
  }

  /**
   * Blocks until the producer publishes, for at most `timeoutMs`; may return early. Throws `TypeError` where threads may not block
   * (the main thread of a browser).
   */
  sleepSync(timeoutMs?: number): void {
    this.#ownDoorbell.sleepSync(() => this.hasNews(), timeoutMs);
  }

  /** As `sleepSync`, without blocking the event loop. */
  async sleep(): Promise<void> {
    const rung = this.#ownDoorbell.arm();
    if (!this.hasNews()) await rung;
  }

  /** The exchange failed: the producer took what lies before `seen`, which may be beyond what we knew to be published (R10). */
  #passOver(seen: number, isHolding: boolean): 'recalled' {
    checkOrder(this.#readPosition, seen, this.capacityBytes, BYTE_RING);
    this.#readPosition = seen;
    this.#batchEnd = seen;
    if (distance(this.#cachedTail, seen) > 0) this.#cachedTail = seen;
    // R13: the mark goes along, so that it is never taken for one that lies ahead, however long nothing was started.
    this.#words[Word.Started] = seen;
    if (isHolding) return 'recalled';
    store(this.#words, Word.Head, seen);
    return 'recalled';
  }

  /** The end of a batch of up to `limit` records: plain reads of headers that nobody changes before HEAD has passed them (R12). */
  #walk(limit: number): number {
    let end = this.#readPosition;
    for (let records = 0; records < limit && end !== this.#cachedTail;) {
      const length = checkedLength(this.view, end, this.#cachedTail, this.#mask);
      end = advance(end, occupiedBytes(length));
      if (length >= 0) records += 1;
    }
    return end;
  }

  #lookForMore(): boolean {
    const tail = load(this.#words, Word.Tail);
    checkOrder(this.#readPosition, tail, this.capacityBytes, BYTE_RING);
    this.#cachedTail = tail;
    return tail !== this.#readPosition;
  }

  #refuseClaim(): never {
    throw new RangeError('Expected the last batch to be read to its end before the next claim, got a claim within it.');
  }
}
