import { HEADER_BYTES, Word } from '../src/layout.ts';

/** The words of a ring's header that change. */
const RING_WORDS = [
  Word.Closed,
  Word.Tail,
  Word.Head,
  Word.Claim,
  Word.Started,
  Word.ConsumerParked,
  Word.ProducerParked,
];

/** All shared memory of a scenario, to be taken and put back; equal contents have one number. */
export class MemoryImages {
  readonly #places: readonly (readonly [words: Int32Array, index: number])[];
  readonly #images: Int32Array[] = [];
  readonly #numbers = new Map<string, number>();
  readonly #scratch: Int32Array;

  /** `rings` are watched as far as they change, `boards` (small buffers of other words) whole. */
  constructor(rings: readonly SharedArrayBuffer[], boards: readonly SharedArrayBuffer[]) {
    this.#places = [...rings.flatMap(placesOfRing), ...boards.flatMap((board) => placesFrom(new Int32Array(board), 0))];
    this.#scratch = new Int32Array(this.#places.length);
  }

  /** The number of what the memory holds now. */
  take(): number {
    for (const [place, [words, index]] of this.#places.entries()) this.#scratch[place] = words[index]!;
    const key = String.fromCharCode(...new Uint16Array(this.#scratch.buffer));
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    this.#numbers.set(key, this.#images.length);
    return this.#images.push(this.#scratch.slice()) - 1;
  }

  /** Puts back what had this number. */
  put(number: number): void {
    const image = this.#images[number]!;
    for (let place = 0; place < image.length; place += 1) {
      const [words, index] = this.#places[place]!;
      words[index] = image[place]!;
    }
  }
}

function placesOfRing(ring: SharedArrayBuffer): (readonly [Int32Array, number])[] {
  const words = new Int32Array(ring);
  return [...RING_WORDS.map((index) => [words, index] as const), ...placesFrom(words, HEADER_BYTES / 4)];
}

function placesFrom(words: Int32Array, first: number): (readonly [Int32Array, number])[] {
  return Array.from({ length: words.length - first }, (_, index) => [words, first + index] as const);
}
