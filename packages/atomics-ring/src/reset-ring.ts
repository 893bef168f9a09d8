import { BYTE_RING } from './byte-ring.js';
import { checkedCapacity, openHeader, writeHeader } from './header.js';

/**
 * Makes the memory of a used byte ring that of a new one, open and empty, with all positions at 0: it saves making shared memory, whose weight
 * the garbage collector does not feel. Both threads must have done with the ring for good, their producers and consumers and all who wait on
 * it; use new ones. Throws `TypeError` for what is no shared memory, and `RingCorruptError` for what is no byte ring.
 */
export function resetRing(buffer: SharedArrayBuffer): void {
  const capacityBytes = checkedCapacity(buffer, openHeader(buffer, BYTE_RING), BYTE_RING);
  // R3: all of it, though the stamp at position 0 alone would do: a byte of the former life is none of the new one's.
  new Uint8Array(buffer).fill(0);
  writeHeader(buffer, BYTE_RING, capacityBytes, 0);
}
