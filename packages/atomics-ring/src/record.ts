/**
 * One record in a byte ring. Records start at multiples of 8 bytes and never wrap: where one would, padding fills the
 * rest of the ring.
 *
 * ```text
 *  0        4        8
 *  | length | stamp  | payload …            | up to the next multiple of 8
 *  length ≥ 0: bytes of payload      length < 0: padding of -length bytes, this header included
 *  stamp: `position | 1`, written last (R3); 0 stands behind the newest record
 * ```
 */
import { RingCorruptError } from './errors.js';
import { placeOf } from './position.js';

export const RECORD_HEADER_BYTES = 8;
export const STAMP_OFFSET = 4;
export const RECORD_ALIGNMENT = 8;

/** Bytes that a record with this payload occupies in the ring. */
export function recordBytes(payloadLength: number): number {
  return (RECORD_HEADER_BYTES + payloadLength + (RECORD_ALIGNMENT - 1)) & ~(RECORD_ALIGNMENT - 1);
}

/** The largest payload that fits an empty ring wherever it stands: padding, record and the zero stamp behind it. */
export function maxPayloadBytes(capacityBytes: number): number {
  return capacityBytes / 2 - RECORD_HEADER_BYTES;
}

/** What stands in the header of the record at `position`, and nowhere else within a lap of the counter. */
export function stampOf(position: number): number {
  return position | 1;
}

/**
 * Checks the length word of the record at `position`, read once, against the `available` bytes before the end of what was published.
 * Returns the bytes the record occupies.
 */
export function checkedRecordBytes(length: number, position: number, available: number, mask: number): number {
  const toEnd = mask + 1 - placeOf(position, mask);
  const occupied = length < 0 ? -length : recordBytes(length);
  if (occupied > available || occupied > toEnd || occupied <= 0 || (length < 0 && occupied !== toEnd)) {
    throw new RingCorruptError(
      `Expected a record of at most ${Math.min(available, toEnd)} bytes at position ${position}, got length ${length}.`,
    );
  }
  return occupied;
}
