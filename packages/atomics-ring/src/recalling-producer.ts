import { compareExchange, load } from './atomics.js';
import { BYTE_RING } from './byte-ring.js';
import { RingCorruptError } from './errors.js';
import { checkOrder } from './header.js';
import { Word } from './layout.js';
import { advance, distance, placeOf } from './position.js';
import { checkedLength, occupiedBytes, RECORD_HEADER_BYTES } from './record.js';
import { RingProducer } from './ring-producer.js';

/** Called with a record in place and the position of its end, which names it for as long as it is in the ring. */
export type PositionedVisitor = (view: DataView, offset: number, length: number, endPosition: number) => void;

/**
 * Writes records into a byte ring whose consumer claims them (`ClaimingConsumer`), and may take back what no claim has reached.
 * Belongs to one thread.
 */
export class RecallingProducer extends RingProducer {
  /**
   * Takes back the unclaimed records up to `through`, the end of one of them (by default all), and visits them, oldest
   * first. Returns how many. Never waits: at most as many tries as records. Their bytes stay occupied until the consumer has passed
   * them (R12). The visitor must not throw: what it would have visited then is nobody's. Throws
   * `RingCorruptError`, and `RangeError` for a position beyond the newest record.
   */
  recall(visit: PositionedVisitor, through: number = this.writePosition): number {
    if (distance(through, this.writePosition) < 0) this.#refuseThrough(through);
    // R8: CLAIM never passes TAIL, so what is staged only is published before it is taken back.
    if (distance(load(this.words, Word.Tail), through) > 0) this.publish();
    let from = load(this.words, Word.Claim);
    this.#checkInFlight(from);
    while (distance(from, through) > 0) {
      // R9: what was taken is decided by the exchange, never by the load before it.
      const seen = compareExchange(this.words, Word.Claim, from, through);
      if (seen === from) return this.visitRange(from, through, visit);
      if (distance(from, seen) <= 0) throw new RingCorruptError(`Expected CLAIM beyond ${from}, got ${seen}.`);
      // R10: lost to a claim, so at least one record fewer to take.
      from = seen;
    }
    return 0;
  }

  /**
   * Visits the records from behind the newest one started or released to the newest one: after the consumer's thread has ended, those
   * that it never started (R14). Returns how many. Throws `RingCorruptError`.
   */
  visitUnstarted(visit: PositionedVisitor): number {
    return this.visitRange(this.started, this.writePosition, visit);
  }

  /**
   * Visits the record that starts at `from` and all that follow up to `through`. Both are edges of records in flight. Returns how
   * many. Throws `RingCorruptError`.
   */
  visitRange(from: number, through: number, visit: PositionedVisitor): number {
    this.#checkInFlight(from);
    const mask = this.capacityBytes - 1;
    let visited = 0;
    for (let position = from; position !== through;) {
      const place = placeOf(position, mask);
      const length = checkedLength(this.view, position, through, mask);
      position = advance(position, occupiedBytes(length));
      if (length < 0) continue;
      visit(this.view, place + RECORD_HEADER_BYTES, length, position);
      visited += 1;
    }
    return visited;
  }

  /** Everything before it belongs to somebody: a hint, out of date at once while the consumer runs. */
  get claimed(): number {
    return load(this.words, Word.Claim);
  }

  /** End of the newest record the consumer has started or released: exact once its thread has ended, before that a hint (R14). */
  get started(): number {
    const started = load(this.words, Word.Started);
    const released = load(this.words, Word.Head);
    return distance(started, released) > 0 ? released : started;
  }

  #refuseThrough(through: number): never {
    throw new RangeError(
      `Expected \`through\` to be at most ${this.writePosition}, the end of the newest record, got ${through}.`,
    );
  }

  /** R15: throws when `position` lies outside what can be in flight; it would lead into bytes that were written again. */
  #checkInFlight(position: number): void {
    checkOrder(position, this.writePosition, this.capacityBytes, BYTE_RING);
  }
}
