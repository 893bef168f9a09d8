/**
 * A byte ring with two claimants: the consumer takes records in batches, and the producer may take back what no batch has
 * reached. Whoever moves CLAIM by compare-and-exchange owns the records it moved over (R9).
 */
import { compareExchange, load, store } from './atomics.js';
import { ringData } from './byte-ring.js';
import { RingCorruptError } from './errors.js';
import { BYTE_RING_MAGIC, checkedCapacity, headerWords, Word } from './layout.js';
import { advance, distance, placeOf } from './position.js';
import { checkedRecordBytes, RECORD_HEADER_BYTES, STAMP_OFFSET, stampOf } from './record.js';
import { RingProducer } from './ring-producer.js';
import { Doorbell } from './waiting.js';

/** Called with a record in place and the position of its end, which names it for as long as it is in the ring. */
export type PositionedVisitor = (view: DataView, offset: number, length: number, endPosition: number) => void;

/** What `claim` answers: a batch is there, there is nothing, or the producer took records back and nothing is left of them. */
export type ClaimOutcome = 'batch' | 'empty' | 'recalled';

/** The writing half, which may take back what it published. Belongs to one thread. */
export class RecallingProducer extends RingProducer {
  /**
   * Takes back the unclaimed records up to `through`, the end of one of them (by default all), and visits them, oldest
   * first. Never waits: at most as many tries as records. Their bytes stay occupied until the consumer has passed them (R4).
   */
  recall(visit: PositionedVisitor, through: number = this.writePosition): number {
    let from = load(this.words, Word.Claim);
    while (distance(from, through) > 0) {
      // R9, R10: what was taken is decided by the exchange, never by the load before it.
      const seen = compareExchange(this.words, Word.Claim, from, through);
      if (seen === from) return visitRange(this.view, this.capacityBytes, from, through, visit);
      from = seen;
    }
    return 0;
  }

  /**
   * Visits the records from the newest one started to the newest published: after the consumer's thread has ended, those
   * that it never started (R12).
   */
  visitUnstarted(visit: PositionedVisitor): number {
    return visitRange(this.view, this.capacityBytes, this.started, this.writePosition, visit);
  }

  /** Visits the record that starts at `from` and all that follow up to `through`. */
  visitRange(from: number, through: number, visit: PositionedVisitor): number {
    return visitRange(this.view, this.capacityBytes, from, through, visit);
  }

  /** End of the newest record the consumer has started: exact once its thread has ended, before that a hint (R12). */
  get started(): number {
    return load(this.words, Word.Started);
  }
}

/** The reading half of a claim ring. Belongs to one thread. */
export class ClaimingConsumer {
  readonly capacityBytes: number;
  readonly view: DataView;
  readonly #words: Int32Array;
  readonly #mask: number;
  readonly #ownDoorbell: Doorbell;

  /** Start of the next record of the batch; between batches, the end of the last one (R10). */
  #readPosition: number;
  #batchEnd: number;
  /** End of what was published when we last looked; after a recall it may lie behind `#readPosition` for a moment. */
  #cachedTail: number;
  #payloadLength = 0;

  constructor(buffer: SharedArrayBuffer) {
    this.capacityBytes = checkedCapacity(buffer, BYTE_RING_MAGIC, 1);
    this.view = ringData(buffer);
    this.#words = headerWords(buffer);
    this.#mask = this.capacityBytes - 1;
    this.#ownDoorbell = new Doorbell(this.#words, Word.ConsumerParked);
    this.#readPosition = load(this.#words, Word.Claim);
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

  /**
   * Claims up to `limit` records with one exchange. After `recalled` the consumer tells the producer that there is room
   * (R11): HEAD is stored already.
   */
  claim(limit: number): ClaimOutcome {
    if (this.#cachedTail === this.#readPosition && this.#lookAtTail() === this.#readPosition) return 'empty';
    const end = this.#walk(limit);
    const seen = compareExchange(this.#words, Word.Claim, this.#readPosition, end);
    if (seen === this.#readPosition) {
      this.#batchEnd = end;
      return 'batch';
    }
    // R10: the producer took what lies before `seen`. It may be beyond what we knew to be published.
    if (distance(this.#readPosition, seen) < 0 || distance(this.#readPosition, seen) > this.capacityBytes) {
      throw new RingCorruptError(`Expected CLAIM ahead of ${this.#readPosition}, got ${seen}.`);
    }
    this.#readPosition = seen;
    this.#batchEnd = seen;
    if (distance(this.#cachedTail, seen) > 0) this.#cachedTail = seen;
    store(this.#words, Word.Head, seen);
    return 'recalled';
  }

  /** The payload's offset of the next record of the batch, or -1 at its end. */
  nextRecord(): number {
    while (this.#readPosition !== this.#batchEnd) {
      const place = placeOf(this.#readPosition, this.#mask);
      const length = this.view.getInt32(place, true);
      this.#readPosition = advance(
        this.#readPosition,
        checkedRecordBytes(length, this.#readPosition, distance(this.#readPosition, this.#batchEnd), this.#mask),
      );
      if (length < 0) continue;
      this.#payloadLength = length;
      return place + RECORD_HEADER_BYTES;
    }
    return -1;
  }

  /** Says that the record `nextRecord` gave is about to run (R12). */
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

  /** Blocks until the producer publishes, for at most `timeoutMs`; may return early. */
  sleepSync(timeoutMs?: number): void {
    this.#ownDoorbell.sleepSync(() => this.hasNews(), timeoutMs);
  }

  /** As `sleepSync`, without blocking the event loop. */
  async sleep(): Promise<void> {
    const rung = this.#ownDoorbell.arm();
    if (this.hasNews()) this.#ownDoorbell.disarm();
    else await rung;
  }

  /** The end of a batch of up to `limit` records: plain reads of headers that nobody changes before HEAD has passed them (R4). */
  #walk(limit: number): number {
    let end = this.#readPosition;
    for (let records = 0; records < limit && end !== this.#cachedTail;) {
      const place = placeOf(end, this.#mask);
      const length = this.view.getInt32(place, true);
      const available = distance(end, this.#cachedTail);
      const occupied = checkedRecordBytes(length, end, available, this.#mask);
      if (this.view.getInt32(place + STAMP_OFFSET, true) !== stampOf(end)) {
        throw new RingCorruptError(`Expected the stamp of position ${end}.`);
      }
      end = advance(end, occupied);
      if (length >= 0) records += 1;
    }
    return end;
  }

  #lookAtTail(): number {
    const tail = load(this.#words, Word.Tail);
    const available = distance(this.#readPosition, tail);
    if (available < 0 || available > this.capacityBytes) {
      throw new RingCorruptError(
        `Expected TAIL within ${this.capacityBytes} bytes after ${this.#readPosition}, got ${tail}.`,
      );
    }
    this.#cachedTail = tail;
    return tail;
  }
}

function visitRange(
  view: DataView,
  capacityBytes: number,
  from: number,
  through: number,
  visit: PositionedVisitor,
): number {
  const mask = capacityBytes - 1;
  let visited = 0;
  for (let position = from; position !== through;) {
    const place = placeOf(position, mask);
    const length = view.getInt32(place, true);
    position = advance(position, checkedRecordBytes(length, position, distance(position, through), mask));
    if (length < 0) continue;
    visit(view, place + RECORD_HEADER_BYTES, length, position);
    visited += 1;
  }
  return visited;
}
