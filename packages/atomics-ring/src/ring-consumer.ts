import { load, store } from './atomics.js';
import { ringData } from './byte-ring.js';
import { RingCorruptError } from './errors.js';
import { BYTE_RING_MAGIC, checkedCapacity, headerWords, Word } from './layout.js';
import { advance, distance, placeOf } from './position.js';
import { checkedRecordBytes, RECORD_HEADER_BYTES, STAMP_OFFSET, stampOf } from './record.js';
import { Doorbell, LOOKS_BEFORE_SLEEP } from './waiting.js';

/** Called with each record in place: `length` bytes of `view` from `offset` on, valid until it returns. */
export type RecordVisitor = (view: DataView, offset: number, length: number) => void;

/** Why a wait ended: a record is there, the ring is closed and empty, or the time is over. */
export type WaitOutcome = 'ready' | 'closed' | 'timed-out';

/** The reading half of a byte ring. Belongs to one thread; the rules R1…Rn are in PROTOCOL.md. */
export class RingConsumer {
  readonly capacityBytes: number;
  readonly #words: Int32Array;
  readonly #view: DataView;
  readonly #mask: number;
  readonly #producer: Doorbell;
  readonly #ownDoorbell: Doorbell;

  /** Start of the next record. The shared word HEAD is a published copy of it, which may be behind. */
  #readPosition: number;

  /** The end of what was published when we last looked: may be behind the truth, never ahead. */
  #cachedTail: number;

  constructor(buffer: SharedArrayBuffer) {
    this.capacityBytes = checkedCapacity(buffer, BYTE_RING_MAGIC, 1);
    this.#words = headerWords(buffer);
    this.#view = ringData(buffer);
    this.#mask = this.capacityBytes - 1;
    this.#producer = new Doorbell(this.#words, Word.ProducerParked);
    this.#ownDoorbell = new Doorbell(this.#words, Word.ConsumerParked);
    this.#readPosition = load(this.#words, Word.Head);
    this.#cachedTail = this.#readPosition;
  }

  /** Whether a side has closed the ring and all its records are read. */
  get isClosed(): boolean {
    const closed = load(this.#words, Word.ProducerClosed) === 1 || load(this.#words, Word.ConsumerClosed) === 1;
    // The flag first, then the last look for records: the producer publishes, then closes.
    return closed && !this.hasRecords();
  }

  /** Whether a record is there. */
  hasRecords(): boolean {
    if (this.#readPosition !== this.#cachedTail) return true;
    return this.#lookAtTail() !== this.#readPosition;
  }

  /** Takes the oldest record as a copy, or `undefined` when there is none. */
  tryPop(): Uint8Array | undefined {
    let copy: Uint8Array | undefined;
    this.drain((view, offset, length) => {
      copy = new Uint8Array(length);
      copy.set(new Uint8Array(view.buffer, view.byteOffset + offset, length));
    }, 1);
    return copy;
  }

  /**
   * Visits the records that are there, oldest first, at most `limit`, and releases them together afterwards. Returns how
   * many. A visitor that throws ends it; the record it threw for counts as taken.
   */
  drain(visit: RecordVisitor, limit: number = Infinity): number {
    if (!this.hasRecords()) return 0;
    let taken = 0;
    try {
      while (taken < limit && this.#readPosition !== this.#cachedTail) {
        taken += this.#step(visit, distance(this.#readPosition, this.#cachedTail));
      }
    } finally {
      this.#release();
    }
    return taken;
  }

  /**
   * Visits the records that the producer completed but did not publish. Only after the producer's thread has ended: its
   * plain stores are visible then, and the stamps tell which records are whole (R3). Returns how many.
   */
  salvage(visit: RecordVisitor): number {
    this.drain(visit);
    let taken = 0;
    for (let walked = 0; walked < this.capacityBytes;) {
      const position = this.#readPosition;
      if (this.#stampAt(position) !== stampOf(position)) break;
      taken += this.#step(visit, this.capacityBytes - walked);
      walked += distance(position, this.#readPosition);
      this.#cachedTail = this.#readPosition;
    }
    return taken;
  }

  /** Blocks until there is a record, the ring is closed, or `timeoutMs` is over. */
  waitSync(timeoutMs: number = Infinity): WaitOutcome {
    const deadline = Date.now() + timeoutMs;
    for (let looks = 0; ; looks += 1) {
      const outcome = this.#outcome();
      if (outcome !== undefined) return outcome;
      if (looks < LOOKS_BEFORE_SLEEP) continue;
      const remainingMs = deadline - Date.now();
      if (remainingMs <= 0) return 'timed-out';
      this.#ownDoorbell.sleepSync(() => this.#outcome() !== undefined, remainingMs);
    }
  }

  /** Waits until there is a record, the ring is closed, or `timeoutMs` is over, without blocking the event loop. */
  async wait(timeoutMs: number = Infinity): Promise<WaitOutcome> {
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      const rung = this.#ownDoorbell.arm();
      const outcome = this.#outcome();
      if (outcome !== undefined || Date.now() >= deadline) {
        this.#ownDoorbell.disarm();
        return outcome ?? 'timed-out';
      }
      await (timeoutMs === Infinity ? rung : withTimeout(rung, deadline - Date.now()));
    }
  }

  /** The records as they come, as copies, until the ring is closed. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void, undefined> {
    while ((await this.wait()) === 'ready') {
      for (let record = this.tryPop(); record !== undefined; record = this.tryPop()) yield record;
    }
  }

  /** Ends the ring: the producer's next push throws. Records already there can still be taken. */
  close(): void {
    store(this.#words, Word.ConsumerClosed, 1);
    this.#producer.ring();
    this.#ownDoorbell.release();
  }

  #outcome(): WaitOutcome | undefined {
    if (this.hasRecords()) return 'ready';
    return this.isClosed ? 'closed' : undefined;
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

  /** Walks over one record or padding of at most `available` bytes; 1 for a record, 0 for padding. */
  #step(visit: RecordVisitor, available: number): 0 | 1 {
    const position = this.#readPosition;
    const place = placeOf(position, this.#mask);
    const length = this.#view.getInt32(place, true);
    const occupied = checkedRecordBytes(length, position, available, this.#mask);
    if (this.#stampAt(position) !== stampOf(position)) {
      throw new RingCorruptError(`Expected the stamp of position ${position}, got ${this.#stampAt(position)}.`);
    }
    this.#readPosition = advance(position, occupied);
    if (length < 0) return 0;
    visit(this.#view, place + RECORD_HEADER_BYTES, length);
    return 1;
  }

  #stampAt(position: number): number {
    return this.#view.getInt32(placeOf(position, this.#mask) + STAMP_OFFSET, true);
  }

  #release(): void {
    // R2: the reads first, then the position. Pairs with the load of HEAD in RingProducer.#hasRoom.
    store(this.#words, Word.Head, this.#readPosition);
    this.#producer.ring();
  }
}

async function withTimeout(promise: Promise<unknown> | undefined, timeoutMs: number): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const timeout = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, Math.min(timeoutMs, 2 ** 31 - 1));
  });
  await Promise.race([promise, timeout]);
  clearTimeout(timer);
}
