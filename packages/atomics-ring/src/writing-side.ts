import { load, store } from './atomics.js';
import { Doorbell } from './doorbell.js';
import { RingClosedError, RingTimeoutError } from './errors.js';
import { checkedCapacity, checkOrder, openHeader, type RingKind } from './header.js';
import { Word } from './layout.js';
import { distance } from './position.js';
import { type Look, Waiting } from './waiting.js';

/** What the writing halves of all rings share: room, publishing, closing, and waiting for room. Belongs to one thread. */
export abstract class WritingSide {
  protected readonly words: Int32Array;
  /** In units of the ring's kind, a power of two. */
  protected readonly capacity: number;
  /** End of the newest staged record. The shared word TAIL is a published copy of it, which may be behind. */
  protected stagedEnd: number;
  protected readonly ownDoorbell: Doorbell;

  readonly #kind: RingKind;
  readonly #consumer: Doorbell;
  readonly #waiting: Waiting;

  /** The consumer's position when we last looked: may be behind the truth, never ahead (R2). */
  #cachedHead: number;

  /** Whether we know that a side has closed the ring: learned when the doorbell answers, or where there is no room (R5). */
  #knowsClosed: boolean;

  /** Settles when the newest asynchronous push has; `undefined` when none is waiting. */
  #newestPush: Promise<void> | undefined;

  protected constructor(buffer: SharedArrayBuffer, kind: RingKind) {
    this.words = openHeader(buffer, kind);
    this.capacity = checkedCapacity(buffer, this.words, kind);
    this.#kind = kind;
    this.#consumer = new Doorbell(this.words, Word.ConsumerParked);
    this.ownDoorbell = new Doorbell(this.words, Word.ProducerParked);
    this.#waiting = new Waiting(this.ownDoorbell);
    this.stagedEnd = load(this.words, Word.Tail);
    this.#cachedHead = this.#lookAtHead();
    this.#knowsClosed = this.isClosed;
  }

  /** Where the next record will start; after a push, the end of the record pushed. */
  get writePosition(): number {
    return this.stagedEnd;
  }

  /** Whether either side has closed the ring. */
  get isClosed(): boolean {
    return load(this.words, Word.Closed) !== 0;
  }

  /** Makes all that is staged visible to the consumer, without waking it. */
  publish(): void {
    // R1: the records first, then the position. Pairs with the load of TAIL in the reading sides.
    store(this.words, Word.Tail, this.stagedEnd);
  }

  /** Wakes the consumer if it sleeps; only after `publish` (R6). */
  wakeConsumer(): void {
    // R5: a consumer that closes leaves its flag up, so that a push needs no look at CLOSED.
    if (this.#consumer.ring()) this.#knowsClosed = this.isClosed;
  }

  /** Ends the ring: the consumer sees it after the records already published. What is staged only is not delivered. */
  close(): void {
    store(this.words, Word.Closed, 1);
    this.#knowsClosed = true;
    this.#consumer.ring();
    this.ownDoorbell.release();
  }

  /** Throws when it is known that the ring is closed. */
  protected refuseClosed(): void {
    if (this.#knowsClosed) throw new RingClosedError('Expected an open ring, got one that is closed.');
  }

  /** As `refuseClosed`, after a look: for where a push finds no room, or does not end with the doorbell. */
  protected lookWhetherClosed(): void {
    this.#knowsClosed = this.isClosed;
    this.refuseClosed();
  }

  protected hasRoom(needed: number): boolean {
    const known = this.capacity - distance(this.#cachedHead, this.stagedEnd);
    return known >= needed || this.freeUnits(needed) >= needed;
  }

  /** How much room there is: looks at HEAD only when less than `needed` is known. */
  protected freeUnits(needed: number): number {
    const known = this.capacity - distance(this.#cachedHead, this.stagedEnd);
    if (known >= needed) return known;
    this.#cachedHead = this.#lookAtHead();
    return this.capacity - distance(this.#cachedHead, this.stagedEnd);
  }

  /** Tries until `tryPush` succeeds, after all pushes that wait already: records stay in the order of the calls. */
  protected async pushInTurn(tryPush: () => boolean): Promise<void> {
    if (this.#newestPush === undefined && tryPush()) return;
    const pushed = this.#pushAfter(this.#newestPush, tryPush);
    const settled = pushed.then(noop, noop);
    this.#newestPush = settled;
    try {
      await pushed;
    } finally {
      if (this.#newestPush === settled) this.#newestPush = undefined;
    }
  }

  /** Blocks until `tryPush` succeeds; throws `RingTimeoutError` after `timeoutMs`. */
  protected pushBlocking(tryPush: () => boolean, timeoutMs: number): void {
    if (this.#waiting.waitSync(lookBy(tryPush), timeoutMs) === undefined) {
      throw new RingTimeoutError(`Expected room in the ring within ${timeoutMs} ms, got none.`);
    }
  }

  async #pushAfter(previous: Promise<void> | undefined, tryPush: () => boolean): Promise<void> {
    await previous;
    await this.#waiting.wait(lookBy(tryPush), Infinity);
  }

  #lookAtHead(): number {
    // R2: bytes are written again only after this load has seen them released.
    const head = load(this.words, Word.Head);
    checkOrder(head, this.stagedEnd, this.capacity, this.#kind);
    return head;
  }
}

function lookBy(tryPush: () => boolean): Look<true> {
  return () => tryPush() || undefined;
}

function noop(): void {}
