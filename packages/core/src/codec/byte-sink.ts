import { SerializationError } from '../errors.js';

/** What a message may hold: places in it are counted in 32 bits, and no ring or buffer of ours is larger. */
const MAX_MESSAGE_BYTES: number = 2 ** 31;

/** Memory of our own that is kept from one message to the next; what outgrows it is handed over or dropped. */
const KEPT_BYTES = 65_536;
const SMALLEST_OWN_BYTES = 4_096;

/**
 * Where encoded bytes go: first the memory that the caller offers, and from the byte that no longer fits there, memory
 * of our own that grows. What was written so far moves along, so a value is walked once however large it turns out.
 *
 * Whoever writes calls `reserve` first and reads `view`, `bytes` and `position` afterwards: all three may have changed.
 */
export class ByteSink {
  view: DataView;
  bytes: Uint8Array;
  /** Where the next byte goes. */
  position = 0;
  /** Where the message began. */
  start = 0;
  /** True once the message is in our own memory. */
  isOwn = true;

  #limit = 0;
  #ownView: DataView = new DataView(new ArrayBuffer(SMALLEST_OWN_BYTES));
  #ownBytes: Uint8Array = new Uint8Array(this.#ownView.buffer);

  constructor() {
    this.view = this.#ownView;
    this.bytes = this.#ownBytes;
  }

  /** Begins a message in memory of the caller's. */
  openAt(view: DataView, bytes: Uint8Array, offset: number, limit: number): void {
    this.trim();
    this.view = view;
    this.bytes = bytes;
    this.start = offset;
    this.position = offset;
    this.#limit = limit;
    this.isOwn = false;
  }

  /** Begins a message in our own memory. */
  openOwn(): void {
    this.view = this.#ownView;
    this.bytes = this.#ownBytes;
    this.start = 0;
    this.position = 0;
    this.#limit = this.#ownBytes.length;
    this.isOwn = true;
  }

  /** Makes room for the next `length` bytes. */
  reserve(length: number): void {
    if (this.position + length > this.#limit) this.#moveToLarger(this.position - this.start + length);
  }

  writeByte(byte: number): void {
    this.reserve(1);
    this.bytes[this.position++] = byte;
  }

  writeUint32(value: number): void {
    this.reserve(4);
    this.view.setUint32(this.position, value, true);
    this.position += 4;
  }

  writeFloat64(value: number): void {
    this.reserve(8);
    this.view.setFloat64(this.position, value, true);
    this.position += 8;
  }

  /** How many bytes of this message are written. */
  get length(): number {
    return this.position - this.start;
  }

  /** Takes back what was written after the first `length` bytes. */
  truncate(length: number): void {
    this.position = this.start + length;
  }

  /** The message's bytes in a buffer that belongs to nobody else, and may be longer. Only when `isOwn`. */
  detach(): Uint8Array {
    if (this.#ownBytes.length <= KEPT_BYTES) return this.bytes.slice(0, this.position);
    const whole = this.bytes.subarray(0, this.position);
    this.#useOwn(KEPT_BYTES);
    return whole;
  }

  /** Lets go of more memory than is worth keeping, with what is in it. */
  trim(): void {
    if (this.#ownBytes.length > KEPT_BYTES) this.#useOwn(KEPT_BYTES);
  }

  #moveToLarger(neededBytes: number): void {
    const written = this.bytes.subarray(this.start, this.position);
    if (neededBytes > this.#ownBytes.length) this.#useOwn(grownBytes(this.#ownBytes.length, neededBytes));
    this.#ownBytes.set(written);
    this.openOwn();
    this.position = written.length;
  }

  #useOwn(byteLength: number): void {
    const view = new DataView(allocate(byteLength));
    const bytes = new Uint8Array(view.buffer);
    // Both or none: no call stands between them that a full stack could refuse.
    this.#ownView = view;
    this.#ownBytes = bytes;
  }
}

/** Twice what was, so that growing costs no more than writing; a large block gets what it asks for and little more. */
function grownBytes(currentBytes: number, neededBytes: number): number {
  if (neededBytes > MAX_MESSAGE_BYTES) {
    throw new SerializationError(`Expected a value of at most ${MAX_MESSAGE_BYTES} encoded bytes, got more.`);
  }
  return Math.min(Math.max(currentBytes * 2, neededBytes + SMALLEST_OWN_BYTES), MAX_MESSAGE_BYTES);
}

function allocate(byteLength: number): ArrayBuffer {
  try {
    return new ArrayBuffer(byteLength);
  } catch (cause) {
    throw new SerializationError(`Expected room for ${byteLength} encoded bytes, got no memory.`, { cause });
  }
}
