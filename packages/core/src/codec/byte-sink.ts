import { SerializationError } from '../errors.js';
import type { Room } from './room.js';

/** What a message may hold: places in it are counted in 32 bits, and no ring or buffer of ours is larger. */
const MAX_MESSAGE_BYTES: number = 2 ** 31;

/** Memory of our own that is kept from one message to the next; what outgrows it is handed over or dropped. */
const KEPT_BYTES = 65_536;
const SMALLEST_OWN_BYTES = 4_096;

/** From this length on memory is borrowed, where there is somebody to borrow from. */
const LENT_BYTES = 131_072;

/** Lends shared memory to long messages. */
export interface Lender {
  /** `undefined` where there is none to be had. */
  take(length: number): SharedArrayBuffer | undefined;
  giveBack(buffer: SharedArrayBuffer): void;
}

/**
 * Where encoded bytes go: first the room that the caller offers, and from the byte that no longer fits there, memory
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

  #limit = 0;
  /** The caller's; `undefined` once the message is in our own memory. */
  #room: Room | undefined;
  #keptView: DataView = new DataView(new ArrayBuffer(SMALLEST_OWN_BYTES));
  #keptBytes: Uint8Array = new Uint8Array(this.#keptView.buffer);
  /** What a message has that is too long for what is kept: it is handed over, or let go of. */
  #largeBytes: Uint8Array | undefined;
  readonly #lender: Lender | undefined;

  constructor(lender?: Lender) {
    this.#lender = lender;
    this.view = this.#keptView;
    this.bytes = this.#keptBytes;
  }

  /** True once the message is in our own memory. */
  get isOwn(): boolean {
    return this.#room === undefined;
  }

  /** Begins a message in memory of the caller's. */
  openIn(room: Room): void {
    this.trim();
    this.view = room.view;
    this.bytes = room.bytes;
    this.start = room.start;
    this.position = room.start;
    this.#limit = room.end;
    this.#room = room;
  }

  /** Begins a message in our own memory. */
  openOwn(): void {
    this.trim();
    this.#goOnInOwn(this.#keptView, this.#keptBytes, 0);
  }

  /** Makes room for the next `length` bytes. */
  reserve(length: number): void {
    if (this.position + length > this.#limit) this.#makeRoom(this.position - this.start + length);
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
    const large = this.#largeBytes;
    if (large === undefined) return this.bytes.slice(0, this.position);
    this.#largeBytes = undefined;
    return large.subarray(0, this.position);
  }

  /** Lets go of more memory than is worth keeping, with what is in it. */
  trim(): void {
    const large = this.#largeBytes;
    if (large === undefined) return;
    this.#largeBytes = undefined;
    if (large.buffer instanceof SharedArrayBuffer) this.#lender?.giveBack(large.buffer);
  }

  #makeRoom(neededBytes: number): void {
    const room = this.#room;
    if (room?.enlarge(neededBytes) === true) this.#goOnIn(room);
    else this.#moveToOwn(neededBytes);
  }

  #goOnIn({ start, end }: Room): void {
    if (start !== this.start) this.bytes.copyWithin(start, this.start, this.position);
    this.position += start - this.start;
    this.start = start;
    this.#limit = end;
  }

  #moveToOwn(neededBytes: number): void {
    const written = this.bytes.subarray(this.start, this.position);
    const currentBytes = this.#largeBytes?.length ?? this.#keptBytes.length;
    if (neededBytes <= this.#keptBytes.length) {
      this.#goOnInOwn(this.#keptView, this.#keptBytes, written.length);
    } else {
      const byteLength = grownBytes(currentBytes, neededBytes);
      const view = new DataView(this.#lend(byteLength) ?? allocate(byteLength));
      const bytes = new Uint8Array(view.buffer);
      this.#keep(view, bytes);
      this.#goOnInOwn(view, bytes, written.length);
    }
    this.bytes.set(written);
  }

  #lend(byteLength: number): SharedArrayBuffer | undefined {
    return byteLength >= LENT_BYTES ? this.#lender?.take(byteLength) : undefined;
  }

  #keep(view: DataView, bytes: Uint8Array): void {
    this.trim();
    if (bytes.length > KEPT_BYTES) {
      this.#largeBytes = bytes;
      return;
    }
    // Both or none: no call stands between them that a full stack could refuse.
    this.#keptView = view;
    this.#keptBytes = bytes;
  }

  #goOnInOwn(view: DataView, bytes: Uint8Array, position: number): void {
    this.view = view;
    this.bytes = bytes;
    this.start = 0;
    this.position = position;
    this.#limit = bytes.length;
    this.#room = undefined;
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
