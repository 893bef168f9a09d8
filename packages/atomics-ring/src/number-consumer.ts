import { copyNumbers } from './copy-numbers.js';
import { checkIndexRange } from './index-range.js';
import { dataNumbers } from './memory.js';
import { NUMBER_RING } from './number-ring.js';
import { advance, distance, placeOf } from './position.js';
import { ReadingSide } from './reading-side.js';

/** Called with each number. It must not use the consumer that calls it. */
export type NumberVisitor = (value: number) => void;

/**
 * Reads the numbers of a number ring. Belongs to one thread; a ring has one consumer at a time. The rules R1…Rn are in PROTOCOL.md.
 * The constructor throws `TypeError` for what is no shared memory and `RingCorruptError` for what is no number ring; everything
 * that looks at the ring throws `RingCorruptError` for positions no producer writes.
 */
export class NumberConsumer extends ReadingSide {
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

  /** Takes the oldest number, or `undefined` when there is none. */
  tryPop(): number | undefined {
    if (!this.hasRecords()) return undefined;
    const value = this.#numbers[placeOf(this.readPosition, this.#mask)]!;
    this.readPosition = advance(this.readPosition, 1);
    this.release();
    return value;
  }

  /**
   * Takes numbers, oldest first, into `target` from `start` up to `end` (by default all of it). Returns how many there were. Throws
   * `RangeError` for what is no range of `target`.
   */
  popInto(target: Float64Array | number[], start: number = 0, end: number = target.length): number {
    checkIndexRange(start, end, target.length);
    const count = Math.min(end - start, this.#available(end - start));
    if (count === 0) return 0;
    const place = placeOf(this.readPosition, this.#mask);
    const beforeEdge = Math.min(count, this.slots - place);
    copyNumbers(this.#numbers, place, target, start, beforeEdge);
    copyNumbers(this.#numbers, 0, target, start + beforeEdge, count - beforeEdge);
    this.readPosition = advance(this.readPosition, count);
    this.release();
    return count;
  }

  /**
   * Visits the numbers that are there, oldest first, at most `limit`, and releases them together afterwards. Returns how
   * many. A visitor that throws ends it; the number it threw for counts as taken.
   */
  drain(visit: NumberVisitor, limit: number = Infinity): number {
    const count = Math.min(limit, this.#available(limit));
    let visited = 0;
    try {
      while (visited < count) {
        const value = this.#numbers[placeOf(this.readPosition, this.#mask)]!;
        this.readPosition = advance(this.readPosition, 1);
        visited += 1;
        visit(value);
      }
    } finally {
      if (visited > 0) this.release();
    }
    return visited;
  }

  /** The numbers as they come, until the ring is closed. Leaving the loop early closes nothing. */
  async *[Symbol.asyncIterator](): AsyncGenerator<number, void, undefined> {
    while ((await this.wait()) === 'ready') {
      for (let value = this.tryPop(); value !== undefined; value = this.tryPop()) yield value;
    }
  }

  /** How many numbers can be taken: looks at TAIL only when fewer than `wanted` are known. */
  #available(wanted: number): number {
    if (distance(this.readPosition, this.cachedTail) < wanted) this.lookForMore();
    return distance(this.readPosition, this.cachedTail);
  }
}
