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
    const fitting = this.#takeFree((free) => free >= length && free <= 2 * byteLength);
    if (fitting !== undefined) return fitting;
    // What is there already is kept: the garbage collector would leave dropped memory for long, in every worker that has seen it too.
    if (this.#totalBytes + byteLength > this.#mostBytes) return this.#takeFree((free) => free >= length);
    return this.#create(byteLength);
  }

  #takeFree(isFit: (byteLength: number) => boolean): SharedArrayBuffer | undefined {
    const index = this.#free.findIndex((buffer) => isFit(buffer.byteLength));
    return index < 0 ? undefined : this.#free.splice(index, 1)[0];
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
}
