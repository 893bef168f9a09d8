import { load, store } from './atomics.js';
import { Doorbell } from './doorbell.js';
import { checkedCapacity, checkOrder, openHeader, type RingKind } from './header.js';
import { Word } from './layout.js';
import { Waiting } from './waiting.js';

/** Why a wait ended: something is there, the ring is closed and empty, or the time is over. */
export type WaitOutcome = 'ready' | 'closed' | 'timed-out';

/** What the reading halves of all rings share: looking for records, releasing, closing, and waiting. Belongs to one thread. */
export abstract class ReadingSide {
  protected readonly words: Int32Array;
  /** In units of the ring's kind, a power of two. */
  protected readonly capacity: number;
  /** Start of the next record. The shared word HEAD is a published copy of it, which may be behind. */
  protected readPosition: number;
  /** The end of what was published when we last looked: may be behind the truth, never ahead (R1). */
  protected cachedTail: number;

  readonly #kind: RingKind;
  readonly #producer: Doorbell;
  readonly #ownDoorbell: Doorbell;
  readonly #waiting: Waiting;
  #hasClosed = false;
  #wokeProducer = false;

  protected constructor(buffer: SharedArrayBuffer, kind: RingKind) {
    this.words = openHeader(buffer, kind);
    this.capacity = checkedCapacity(buffer, this.words, kind);
    this.#kind = kind;
    this.#producer = new Doorbell(this.words, Word.ProducerParked);
    this.#ownDoorbell = new Doorbell(this.words, Word.ConsumerParked);
    this.#waiting = new Waiting(this.#ownDoorbell);
    this.readPosition = load(this.words, Word.Head);
    this.cachedTail = this.readPosition;
  }

  /** Whether a side has closed the ring and all its records are read. */
  get isClosed(): boolean {
    // The flag first, then the last look for records: the producer publishes, then closes.
    return load(this.words, Word.Closed) !== 0 && !this.hasRecords();
  }

  /** Whether the producer slept for lack of room when something was given back to it last. */
  get wokeProducer(): boolean {
    return this.#wokeProducer;
  }

  /** Whether something is there. Throws `RingCorruptError`. */
  hasRecords(): boolean {
    return this.readPosition !== this.cachedTail || this.lookForMore();
  }

  /**
   * Blocks until something is there, the ring is closed, or `timeoutMs` is over: looks for about 20 microseconds, then sleeps. Throws
   * `RangeError` for a time that is none, and `TypeError` where threads may not block (the main thread of a browser).
   */
  waitSync(timeoutMs: number = Infinity): WaitOutcome {
    return this.#waiting.waitSync(this.#look, timeoutMs) ?? 'timed-out';
  }

  /**
   * Waits until something is there, the ring is closed, or `timeoutMs` is over, without blocking the event loop. It does not keep a
   * process alive by itself, unless it has a time limit.
   */
  async wait(timeoutMs: number = Infinity): Promise<WaitOutcome> {
    return (await this.#waiting.wait(this.#look, timeoutMs)) ?? 'timed-out';
  }

  /** Ends the ring: the producer's next push throws. What is there already can still be taken, and nothing after it. */
  close(): void {
    store(this.words, Word.Closed, 1);
    this.#ownDoorbell.release();
    // R5: the flag stays up, and only then comes the last look at TAIL: a push that did not meet the flag is seen.
    this.#ownDoorbell.raise();
    this.#producer.ring();
    this.lookForMore();
    this.#hasClosed = true;
  }

  /** Looks at TAIL. Returns whether something is there that has not been read. */
  protected lookForMore(): boolean {
    if (this.#hasClosed) return this.readPosition !== this.cachedTail;
    const tail = load(this.words, Word.Tail);
    checkOrder(this.readPosition, tail, this.capacity, this.#kind);
    this.cachedTail = tail;
    return tail !== this.readPosition;
  }

  /** Gives what was read back to the producer, and wakes it if it sleeps. */
  protected release(): void {
    // R2: the reads first, then the position. Pairs with the load of HEAD in WritingSide.#lookAtHead.
    store(this.words, Word.Head, this.readPosition);
    this.#wokeProducer = this.#producer.ring();
  }

  readonly #look = (): 'ready' | 'closed' | undefined => {
    if (this.hasRecords()) return 'ready';
    return this.isClosed ? 'closed' : undefined;
  };
}
