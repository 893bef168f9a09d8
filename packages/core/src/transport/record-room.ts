import type { RingProducer } from 'atomics-ring';
import { Room } from '../codec/room.js';

/**
 * Room for the data of one record of a ring, behind a header of `headerBytes`. A value that outgrows the claim gets a larger one, as long as a record may be that
 * long and the ring has so much free: it is copied into the ring once, however long it is. Whoever writes the header asks afterwards where the data
 * begin: a claim that does not fit before the end of the ring's memory is one at its beginning.
 */
export function roomInRing(ring: RingProducer, headerBytes: number): Room {
  return new Room(ring.view, ring.bytes, (room, length) => {
    const needed = headerBytes + length;
    if (needed > ring.maxPayloadBytes) return false;
    const offset = ring.reserve(needed);
    if (offset < 0) return false;
    // Twice as much where it is free: what grows bit by bit is not to ask for each bit.
    const wanted = Math.min(needed + length, ring.maxPayloadBytes, ring.capacityBytes - offset);
    const claimed = wanted > needed && ring.reserve(wanted) === offset ? wanted : needed;
    room.place(offset + headerBytes, offset + claimed);
    return true;
  });
}
