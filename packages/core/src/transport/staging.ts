/**
 * Shared memory for encoded values that are too long for a ring. It is lent to one record after the other: memory that comes fresh from the system is
 * zeroed page by page as it is touched, which takes longer than the copy, and a message by the port makes four copies where this makes two.
 */

/** More than this is never taken: the garbage collector does not feel the weight of shared memory. What finds none goes by the port. */
const MOST_BYTES = 64 * 1024 * 1024;

/** Lengths are multiples of this, so that values of about one length share. */
const STEP_BYTES = 64 * 1024;

export class Staging {
  readonly #mostBytes: number;
  /** Those that were given back first come first. */
  readonly #free: SharedArrayBuffer[] = [];
  #totalBytes = 0;

  constructor(mostBytes: number = MOST_BYTES) {
    this.#mostBytes = mostBytes;
  }

  /** Bytes of all there is, free or lent. */
  get totalBytes(): number {
    return this.#totalBytes;
  }

  /** Shared memory of at least `length` bytes; `undefined` where that would be too much. */
  take(length: number): SharedArrayBuffer | undefined {
    const byteLength = Math.ceil(length / STEP_BYTES) * STEP_BYTES;
    const index = this.#free.findIndex((buffer) => buffer.byteLength >= length && buffer.byteLength <= 2 * byteLength);
    if (index >= 0) return this.#free.splice(index, 1)[0];
    while (this.#totalBytes + byteLength > this.#mostBytes) if (!this.#dropOldest()) return undefined;
    return this.#create(byteLength);
  }

  /** What a record had is free again: nobody reads it any more. */
  giveBack(buffer: SharedArrayBuffer): void {
    this.#free.push(buffer);
  }

  #create(byteLength: number): SharedArrayBuffer | undefined {
    try {
      const buffer = new SharedArrayBuffer(byteLength);
      this.#totalBytes += byteLength;
      return buffer;
    } catch {
      return undefined;
    }
  }

  /** False when all is lent. */
  #dropOldest(): boolean {
    const dropped = this.#free.shift();
    if (dropped === undefined) return false;
    this.#totalBytes -= dropped.byteLength;
    return true;
  }
}
