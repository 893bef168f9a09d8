/**
 * Where everything lies in a ring's memory.
 *
 * ```text
 * byte 0     MAGIC  CAPACITY                        written once, before the buffer is shared
 *      128   TAIL  PRODUCER_CLOSED                  the producer's
 *      256   HEAD  CLAIM  STARTED  CONSUMER_CLOSED  the consumer's; CLAIM is moved by both (R9)
 *      384   CONSUMER_PARKED                        the word the consumer sleeps on
 *      512   PRODUCER_PARKED                        the word the producer sleeps on
 *      640   data, `capacity` bytes
 * ```
 *
 * Words of different writers stand 128 bytes apart: two cache lines, because processors fetch them in pairs and a
 * `SharedArrayBuffer` is aligned to 16 bytes only.
 */
import { RingCorruptError } from './errors.js';

/** Indices into the `Int32Array` over a ring's header. */
export const Word = {
  Magic: 0,
  Capacity: 1,
  Tail: 32,
  ProducerClosed: 33,
  Head: 64,
  Claim: 65,
  Started: 66,
  ConsumerClosed: 67,
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

/** Lays out a new ring. `capacity` is in units of the ring's kind, `dataBytes` in bytes. */
export function allocateRing(
  magic: number,
  capacity: number,
  dataBytes: number,
  firstPosition: number,
): SharedArrayBuffer {
  const buffer = new SharedArrayBuffer(HEADER_BYTES + dataBytes);
  const words = headerWords(buffer);
  words[Word.Magic] = magic;
  words[Word.Capacity] = capacity;
  for (const word of [Word.Tail, Word.Head, Word.Claim, Word.Started]) words[word] = firstPosition;
  return buffer;
}

/** The header of a ring as words. */
export function headerWords(buffer: SharedArrayBuffer): Int32Array {
  return new Int32Array(buffer, 0, HEADER_BYTES / 4);
}

/** Checks that `buffer` holds a ring of this kind, and returns its capacity. */
export function checkedCapacity(buffer: SharedArrayBuffer, magic: number, bytesPerUnit: number): number {
  if (!(buffer instanceof SharedArrayBuffer)) {
    throw new TypeError(`Expected the \`buffer\` of a ring (a SharedArrayBuffer), got ${describe(buffer)}.`);
  }
  if (buffer.byteLength <= HEADER_BYTES) {
    throw new RingCorruptError(`Expected a ring of more than ${HEADER_BYTES} bytes, got ${buffer.byteLength}.`);
  }
  const words = headerWords(buffer);
  const found = words[Word.Magic]!;
  if (found !== magic) {
    throw new RingCorruptError(`Expected a ring with magic ${hex(magic)}, got ${hex(found)}.`);
  }
  const capacity = words[Word.Capacity]!;
  if (
    capacity <= 0 ||
    (capacity & (capacity - 1)) !== 0 ||
    capacity * bytesPerUnit !== buffer.byteLength - HEADER_BYTES
  ) {
    throw new RingCorruptError(
      `Expected a capacity that fills the ${buffer.byteLength - HEADER_BYTES} bytes of data, got ${capacity}.`,
    );
  }
  return capacity;
}

function hex(word: number): string {
  return `0x${(word >>> 0).toString(16).padStart(8, '0')}`;
}

function describe(value: unknown): string {
  return value === null ? 'null' : typeof value === 'object' ? Object.prototype.toString.call(value) : typeof value;
}
