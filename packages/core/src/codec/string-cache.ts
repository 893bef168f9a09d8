import { latin1Slice } from './buffer-text.js';

/** Longer strings are not looked for: four words say all about one of this length. */
export const CACHED_LENGTH = 16;
const SLOTS = 1_024;
const SLOT_SHIFT = 22;
const WORDS = 4;

/**
 * Short strings that were read before, found by their bytes: the names of properties are the same in message after message. Every byte
 * is read once into a word, and a new string is made of the words: memory that changes under us spoils no entry.
 */
export class StringCache {
  readonly #texts: string[] = new Array<string>(SLOTS).fill('');
  /** What the text in each slot was made of: its length and four words. */
  readonly #lengths = new Uint8Array(SLOTS);
  readonly #words = new Int32Array(SLOTS * WORDS);
  readonly #scratch = new DataView(new ArrayBuffer(CACHED_LENGTH));
  readonly #scratchBytes = new Uint8Array(this.#scratch.buffer);
  readonly #finish: (text: string) => string;

  /** `finish` turns a new string into what is kept. */
  constructor(finish: (text: string) => string = (text) => text) {
    this.#finish = finish;
  }

  /** The string of `length` Latin-1 bytes (1 to `CACHED_LENGTH`) at `first`. */
  read(view: DataView, first: number, length: number): string {
    const last = first + length;
    if (length >= 8) {
      const a = view.getInt32(first, true);
      const b = view.getInt32(first + 4, true);
      return this.#find(length, a, b, view.getInt32(last - 8, true), view.getInt32(last - 4, true));
    }
    if (length >= 4) return this.#find(length, view.getInt32(first, true), view.getInt32(last - 4, true), 0, 0);
    const bytes = view.getUint8(first) | (view.getUint8(first + (length >> 1)) << 8) | (view.getUint8(last - 1) << 16);
    return this.#find(length, bytes, 0, 0, 0);
  }

  #find(length: number, a: number, b: number, c: number, d: number): string {
    const slot = slotOf(length, a, b, c, d);
    const words = this.#words;
    const place = slot * WORDS;
    const isKnown =
      this.#lengths[slot] === length &&
      words[place] === a &&
      words[place + 1] === b &&
      words[place + 2] === c &&
      words[place + 3] === d;
    return isKnown ? (this.#texts[slot] as string) : this.#enter(slot, length, a, b, c, d);
  }

  #enter(slot: number, length: number, a: number, b: number, c: number, d: number): string {
    const text = this.#finish(this.#textOf(length, a, b, c, d));
    const place = slot * WORDS;
    // All or nothing: no call stands between them that a full stack could refuse.
    this.#texts[slot] = text;
    this.#lengths[slot] = length;
    this.#words[place] = a;
    this.#words[place + 1] = b;
    this.#words[place + 2] = c;
    this.#words[place + 3] = d;
    return text;
  }

  #textOf(length: number, a: number, b: number, c: number, d: number): string {
    const scratch = this.#scratch;
    scratch.setInt32(0, a, true);
    if (length >= 8) {
      scratch.setInt32(4, b, true);
      scratch.setInt32(length - 8, c, true);
      scratch.setInt32(length - 4, d, true);
    } else if (length >= 4) scratch.setInt32(length - 4, b, true);
    else this.#scratchBytes[length - 1] = a >> 16;
    return latin1Slice(this.#scratchBytes, 0, length);
  }
}

/** Multiplying carries every bit upwards; the slot is the topmost ones. */
function slotOf(length: number, a: number, b: number, c: number, d: number): number {
  const low = Math.imul(a ^ length, 0x9e3779b1) ^ Math.imul(b, 0x85ebca6b);
  const high = Math.imul(c, 0xc2b2ae35) ^ Math.imul(d, 0x27d4eb2f);
  return Math.imul(low ^ (low >>> 15) ^ high, 0x9e3779b1) >>> SLOT_SHIFT;
}
