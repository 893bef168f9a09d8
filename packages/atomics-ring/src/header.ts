import { load } from './atomics.js';
import { RingCorruptError } from './errors.js';
import { HEADER_BYTES, Word } from './layout.js';
import { headerWords } from './memory.js';
import { isWithinReach } from './position.js';

/** A kind of ring: what its memory says of itself, and the units its capacity and positions count in. */
export interface RingKind {
  readonly magic: number;
  readonly bytesPerUnit: number;
  /** Positions are multiples of this many units. */
  readonly step: number;
}

/** Lays out a new ring. `capacity` and `firstPosition` are in units of its kind. */
export function allocateRing(kind: RingKind, capacity: number, firstPosition: number): SharedArrayBuffer {
  const buffer = new SharedArrayBuffer(HEADER_BYTES + capacity * kind.bytesPerUnit);
  writeHeader(buffer, kind, capacity, firstPosition);
  return buffer;
}

/** Writes the header of a ring into memory that is zero and belongs to nobody else. */
export function writeHeader(buffer: SharedArrayBuffer, kind: RingKind, capacity: number, firstPosition: number): void {
  const words = new Int32Array(buffer);
  words[Word.Magic] = kind.magic;
  words[Word.Capacity] = capacity;
  for (const word of [Word.Tail, Word.Head, Word.Claim, Word.Started]) words[word] = firstPosition;
}

/** Checks that `buffer` holds a ring of this kind, and returns its header. */
export function openHeader(buffer: SharedArrayBuffer, kind: RingKind): Int32Array {
  if (!(buffer instanceof SharedArrayBuffer)) {
    throw new TypeError(`Expected the \`buffer\` of a ring (a SharedArrayBuffer), got ${describe(buffer)}.`);
  }
  if (buffer.byteLength <= HEADER_BYTES) {
    throw new RingCorruptError(`Expected a ring of more than ${HEADER_BYTES} bytes, got ${buffer.byteLength}.`);
  }
  const words = headerWords(buffer);
  const magic = load(words, Word.Magic);
  if (magic !== kind.magic) {
    throw new RingCorruptError(`Expected a ring with magic ${hex(kind.magic)}, got ${hex(magic)}.`);
  }
  return words;
}

/** The capacity of a ring, in units of its kind. Throws when it does not fill the ring's memory. */
export function checkedCapacity(buffer: SharedArrayBuffer, words: Int32Array, kind: RingKind): number {
  const capacity = load(words, Word.Capacity);
  const dataBytes = buffer.byteLength - HEADER_BYTES;
  if (!isPowerOfTwo(capacity) || capacity * kind.bytesPerUnit !== dataBytes) {
    throw new RingCorruptError(`Expected a capacity that fills the ${dataBytes} bytes of data, got ${capacity}.`);
  }
  return capacity;
}

/** R15: throws when `later` does not lie 0 to `capacity` ahead of `earlier`, on an edge between records. */
export function checkOrder(earlier: number, later: number, capacity: number, kind: RingKind): void {
  if (isWithinReach(earlier, later, capacity, kind.step)) return;
  throw new RingCorruptError(
    `Expected positions at most ${capacity} apart, in order, and multiples of ${kind.step}, got ${earlier} and ${later}.`,
  );
}

export function isPowerOfTwo(value: number): boolean {
  return Number.isInteger(value) && value > 0 && (value & (value - 1)) === 0;
}

function hex(word: number): string {
  return `0x${(word >>> 0).toString(16).padStart(8, '0')}`;
}

function describe(value: unknown): string {
  if (value === null) return 'null';
  return typeof value === 'object' ? Object.prototype.toString.call(value) : typeof value;
}
