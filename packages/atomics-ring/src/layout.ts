/**
 * Where everything lies in a ring's memory.
 *
 * ```text
 * byte 0     MAGIC  CAPACITY            written once, before the buffer is shared
 *            CLOSED                     set to 1 by the side that closes, never cleared
 *      128   TAIL                       the producer's
 *      256   HEAD  CLAIM  STARTED       the consumer's; CLAIM is moved by both (R9)
 *      384   CONSUMER_PARKED            the word the consumer sleeps on
 *      512   PRODUCER_PARKED            the word the producer sleeps on
 *      640   data: `capacity` bytes of records, or `capacity` numbers of 8 bytes
 * ```
 *
 * One writer for each word but CLOSED, CLAIM and the flags (R16). Words of different writers stand 128 bytes apart: two cache
 * lines, because processors fetch them in pairs and a `SharedArrayBuffer` is aligned to 16 bytes only.
 */

/** Indices into the `Int32Array` over a ring's header. */
export const Word = {
  Magic: 0,
  Capacity: 1,
  Closed: 2,
  Tail: 32,
  Head: 64,
  Claim: 65,
  Started: 66,
  ConsumerParked: 96,
  ProducerParked: 128,
} as const;

/** Bytes before the data. */
export const HEADER_BYTES: number = 640;

/** First word of a byte ring: "ARB1". */
export const BYTE_RING_MAGIC: number = 0x31_42_52_41;

/** First word of a number ring: "ARN1". */
export const NUMBER_RING_MAGIC: number = 0x31_4e_52_41;

/** Largest capacity in bytes: half of what a position can count, so that distances stay exact. */
export const MAX_CAPACITY_BYTES: number = 2 ** 30;
