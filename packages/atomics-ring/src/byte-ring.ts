import { allocateRing, isPowerOfTwo, type RingKind } from './header.js';
import { BYTE_RING_MAGIC, MAX_CAPACITY_BYTES } from './layout.js';
import { RECORD_ALIGNMENT } from './record.js';

/** Smallest ring: a record, padding, and the zero stamp must find room. */
const MIN_CAPACITY_BYTES = 32;

export const BYTE_RING: RingKind = { magic: BYTE_RING_MAGIC, bytesPerUnit: 1, step: RECORD_ALIGNMENT };

export interface RingOptions {
  /** Bytes for records and their 8-byte headers; a power of two from 32 to 2³⁰. One record's payload is at most half of it, less 8. */
  readonly capacityBytes: number;
  /** Where positions start, a multiple of 8: tests begin just below 2³¹ and 2³². */
  readonly firstPosition?: number;
}

/** A new ring: hand `buffer` to the other thread once, then give it to a producer here and a consumer there. */
export interface Ring {
  readonly buffer: SharedArrayBuffer;
}

/** Makes the shared memory of a byte ring. Throws `RangeError` for a capacity it cannot have. */
export function createRing(options: RingOptions): Ring {
  const { capacityBytes, firstPosition = 0 } = options;
  if (!isPowerOfTwo(capacityBytes) || capacityBytes < MIN_CAPACITY_BYTES || capacityBytes > MAX_CAPACITY_BYTES) {
    throw new RangeError(
      `Expected \`capacityBytes\` to be a power of two from ${MIN_CAPACITY_BYTES} to ${MAX_CAPACITY_BYTES}, got ${capacityBytes}.`,
    );
  }
  if (!Number.isInteger(firstPosition) || firstPosition % RECORD_ALIGNMENT !== 0) {
    throw new RangeError(`Expected \`firstPosition\` to be a multiple of ${RECORD_ALIGNMENT}, got ${firstPosition}.`);
  }
  return { buffer: allocateRing(BYTE_RING, capacityBytes, firstPosition | 0) };
}
