/** Room of a ring of records: about as many bytes as a first-level cache, but always for many batches. */
export function recordSlots(recordBytes: number): number {
  return recordBytes <= 16 ? 4_096 : 1_024;
}

/**
 * Records of `recordBytes` side by side in an unshared buffer, each with its number in its first and its last word: what is
 * sent, and what a copying consumer receives. A record cut in two or out of its order shows.
 */
export class NumberedRecord {
  readonly buffer: ArrayBuffer;
  readonly bytes: Uint8Array;
  readonly words: Int32Array;
  readonly #wordsPerRecord: number;

  constructor(totalBytes: number, recordBytes: number) {
    this.buffer = new ArrayBuffer(totalBytes);
    this.bytes = new Uint8Array(this.buffer);
    this.words = new Int32Array(this.buffer);
    this.#wordsPerRecord = recordBytes / Int32Array.BYTES_PER_ELEMENT;
  }

  write(index: number, number: number): void {
    this.words[index * this.#wordsPerRecord] = number;
    this.words[(index + 1) * this.#wordsPerRecord - 1] = number;
  }

  has(index: number, number: number): boolean {
    const first = this.words[index * this.#wordsPerRecord];
    return first === (number | 0) && this.words[(index + 1) * this.#wordsPerRecord - 1] === first;
  }
}
