import type { Ring } from './byte-ring.js';
import { allocateRing, isPowerOfTwo, type RingKind } from './header.js';
import { MAX_CAPACITY_BYTES, NUMBER_RING_MAGIC } from './layout.js';

const MAX_SLOTS = MAX_CAPACITY_BYTES / Float64Array.BYTES_PER_ELEMENT;

export const NUMBER_RING: RingKind = {
  magic: NUMBER_RING_MAGIC,
  bytesPerUnit: Float64Array.BYTES_PER_ELEMENT,
  step: 1,
};

export interface NumberRingOptions {
  /** Numbers the ring can hold; a power of two from 1 to 2²⁷. */
  readonly slots: number;
  /** Where positions start, an integer: tests begin just below 2³¹ and 2³². */
  readonly firstPosition?: number;
}

/** Makes the shared memory of a ring of `Float64` numbers. Throws `RangeError` for a number of slots it cannot have. */
export function createNumberRing(options: NumberRingOptions): Ring {
  const { slots, firstPosition = 0 } = options;
  if (!isPowerOfTwo(slots) || slots > MAX_SLOTS) {
    throw new RangeError(`Expected \`slots\` to be a power of two from 1 to ${MAX_SLOTS}, got ${slots}.`);
  }
  if (!Number.isInteger(firstPosition)) {
    throw new RangeError(`Expected \`firstPosition\` to be an integer, got ${firstPosition}.`);
  }
  return { buffer: allocateRing(NUMBER_RING, slots, firstPosition | 0) };
}
