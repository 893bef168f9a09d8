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
import { distance, placeOf } from './position.js';

export const RECORD_HEADER_BYTES = 8;
export const STAMP_OFFSET = 4;
export const RECORD_ALIGNMENT = 8;

/** Bytes that a record with this payload occupies in the ring. */
export function recordBytes(payloadLength: number): number {
  return (RECORD_HEADER_BYTES + payloadLength + (RECORD_ALIGNMENT - 1)) & ~(RECORD_ALIGNMENT - 1);
}

/** Bytes that a record or padding with this length word occupies in the ring. */
export function occupiedBytes(length: number): number {
  return length < 0 ? -length : recordBytes(length);
}

/** The largest payload that fits an empty ring wherever it stands: padding, record and the zero stamp behind it. */
export function maxPayloadBytes(capacityBytes: number): number {
  return capacityBytes / 2 - RECORD_HEADER_BYTES;
}

/** What stands in the header of the record at `position`, and nowhere else within a lap of the counter. */
export function stampOf(position: number): number {
  return position | 1;
}

/** Whether the record at `position` is complete (R3). */
export function isStamped(view: DataView, position: number, mask: number): boolean {
  return view.getInt32(placeOf(position, mask) + STAMP_OFFSET, true) === stampOf(position);
}

/**
 * Reads the length word of the record or padding at `position` once, and checks that it ends by `end` and that it stands
 * where it says (R15). Throws `RingCorruptError` for what no producer writes, so that nobody reads outside the ring or for ever.
 */
export function checkedLength(view: DataView, position: number, end: number, mask: number): number {
  const place = placeOf(position, mask);
  const length = view.getInt32(place, true);
  const occupied = occupiedBytes(length);
  const toEdge = mask + 1 - place;
  const isWithin = occupied > 0 && occupied <= toEdge && occupied <= distance(position, end);
  if (!isWithin || (length < 0 && occupied !== toEdge))
    refuseLength(length, position, Math.min(toEdge, distance(position, end)));
  if (!isStamped(view, position, mask)) refuseStamp(position);
  return length;
}

function refuseLength(length: number, position: number, room: number): never {
  throw new RingCorruptError(
    `Expected a record that occupies at most ${room} bytes at position ${position}, got length ${length}.`,
  );
}

function refuseStamp(position: number): never {
  throw new RingCorruptError(`Expected the stamp of a complete record at position ${position}, got none.`);
}
