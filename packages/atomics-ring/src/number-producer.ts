import { copyNumbers } from './copy-numbers.js';
import { checkIndexRange } from './index-range.js';
import { dataNumbers } from './memory.js';
import { NUMBER_RING } from './number-ring.js';
import { advance, placeOf } from './position.js';
import { WritingSide } from './writing-side.js';

/**
 * Writes numbers into a number ring. Belongs to one thread; a ring has one producer at a time. The rules R1…Rn are in PROTOCOL.md.
 * The constructor throws `TypeError` for what is no shared memory and `RingCorruptError` for what is no number ring.
 */
export class NumberProducer extends WritingSide {
  /** Numbers the ring can hold. */
  readonly slots: number;

  readonly #numbers: Float64Array;
  readonly #mask: number;

  constructor(buffer: SharedArrayBuffer) {
    super(buffer, NUMBER_RING);
    this.slots = this.capacity;
    this.#numbers = dataNumbers(buffer);
    this.#mask = this.capacity - 1;
  }

  /**
   * Adds a number. Returns false, and changes nothing, when the ring is full. Throws `RingClosedError` when either side has closed
   * the ring (a consumer that closes at that very moment may still see the number).
   */
  tryPush(value: number): boolean {
    this.refuseClosed();
    if (!this.stage(value)) {
      this.lookWhetherClosed();
      return false;
    }
    this.#deliver();
    return true;
  }

  /**
   * Adds the values from `start` up to `end` (by default all), as many as there is room for, and publishes them once. Returns how
   * many. Throws like `tryPush`, and `RangeError` for what is no range of `values`.
   */
  tryPushMany(values: ArrayLike<number>, start: number = 0, end: number = values.length): number {
    checkIndexRange(start, end, values.length);
    this.refuseClosed();
    const count = Math.min(end - start, this.freeUnits(end - start));
    if (count === 0) {
      this.lookWhetherClosed();
      return 0;
    }
    const place = placeOf(this.stagedEnd, this.#mask);
    const beforeEdge = Math.min(count, this.slots - place);
    copyNumbers(values, start, this.#numbers, place, beforeEdge);
    copyNumbers(values, start + beforeEdge, this.#numbers, 0, count - beforeEdge);
    this.stagedEnd = advance(this.stagedEnd, count);
    this.#deliver();
    return count;
  }

  /**
   * Adds a number without publishing it: the consumer sees it after the next `publish` (and `wakeConsumer`), or the next push. Returns
   * false, and changes nothing, when the ring is full; then publish, or the consumer can make no room.
   */
  stage(value: number): boolean {
    if (!this.hasRoom(1)) return false;
    this.#numbers[placeOf(this.stagedEnd, this.#mask)] = value;
    this.stagedEnd = advance(this.stagedEnd, 1);
    return true;
  }

  /**
   * Adds a number, waiting for room without blocking the event loop. Pushes that wait are served in the order of their calls.
   * Rejects with `RingClosedError` when the ring is or gets closed.
   */
  push(value: number): Promise<void> {
    return this.pushInTurn(() => this.tryPush(value));
  }

  /**
   * Adds a number, blocking the thread for at most `timeoutMs`; then throws `RingTimeoutError`. Throws `RingClosedError` when the ring is
   * or gets closed, and `TypeError` where threads may not block (the main thread of a browser).
   */
  pushSync(value: number, timeoutMs: number = Infinity): void {
    this.pushBlocking(() => this.tryPush(value), timeoutMs);
  }

  #deliver(): void {
    this.publish();
    this.wakeConsumer();
    this.refuseClosed();
  }
}
