import { bindToThread, refusesClone } from '../codec/thread-bound.js';
import type { TypedArray } from '../numeric/shared-array.js';
import { show } from '../option-checks.js';
import { checkFinite, checkRange } from './draw-checks.js';
import { fillAtRandom } from './fill-at-random.js';
import { multiplyHigh } from './multiply-high.js';
import { naturalLog } from './natural-log.js';
import { advance, BLOCK_WORDS, philox } from './philox.js';
import { wordsOf } from './seed-words.js';

/** Words made at a time: the blocks of a few are made side by side by the processor. */
const BUFFERED_WORDS = 8 * BLOCK_WORDS;

const WORDS = 2 ** 32;
const UNITS = 2 ** 53;

const BOUND = refusesClone('a RandomStream');

/**
 * Gives stream number `index` of the generator seeded with `seed`: the same numbers each time, on every machine, in whatever worker. Streams of one seed never
 * overlap. Both are integers from 0 to 2⁶⁴ − 1, as safe numbers or as bigints. Not for secrets: the numbers can be foretold.
 *
 * @example
 * ```ts
 * import { randomStream } from 'ringpool/random';
 *
 * export function insideCircle(begin: number, end: number): number {
 *   let inside = 0;
 *   for (let index = begin; index < end; index++) {
 *     const random = randomStream(42, index);
 *     if (random.uniform() ** 2 + random.uniform() ** 2 < 1) inside++;
 *   }
 *   return inside;
 * }
 * ```
 */
export function randomStream(seed: number | bigint, index: number | bigint): RandomStream {
  return new RandomStream(wordsOf('seed', seed), wordsOf('index', index));
}

/** A stream of random numbers. Belongs to one thread: what is sent to a task is its seed and its index. */
export class RandomStream {
  /** The seed. */
  readonly #key: Uint32Array;
  /** Number of the next block, from 0 up, in its lower half; the index in its upper half. */
  readonly #counter: Uint32Array;
  readonly #words = new Uint32Array(BUFFERED_WORDS);
  /** Of the next word to give. */
  #position: number = BUFFERED_WORDS;
  /** Normal deviates are made in pairs: the second one, or `NaN`. */
  #spareNormal: number = NaN;

  /** Structured clone reads it and throws. */
  protected readonly bound: symbol = BOUND;

  /** Takes the halves of seed and index. */
  constructor(seed: readonly [number, number], index: readonly [number, number]) {
    this.#key = Uint32Array.from(seed);
    this.#counter = Uint32Array.of(0, 0, ...index);
  }

  /** Gives an integer of 32 bits, from 0 on. */
  nextUint32(): number {
    if (this.#position === BUFFERED_WORDS) this.#makeWords();
    const word = this.#words[this.#position]!;
    this.#position += 1;
    return word;
  }

  /**
   * Gives a number from 0 up to, not including, 1: a multiple of 2 ** -53; or, with bounds, one from `low` up to, not including, `high`. Throws `RangeError` for bounds that
   * are not finite, not in order, or too far apart.
   */
  uniform(): number;
  uniform(low: number, high: number): number;
  uniform(low?: number, high?: number): number {
    if (low === undefined && high === undefined) return this.#units() / UNITS;
    const span = checkRange(low, high);
    for (;;) {
      const value = low! + (this.#units() / UNITS) * span;
      // A sum may be rounded up to the bound that is left out.
      if (value < high!) return value;
    }
  }

  /**
   * Gives an integer from `low` up to, not including, `high`, each as often as any other. Throws `RangeError` for bounds that are no safe integers, not in order, or
   * more than 2 ** 53 apart.
   */
  integer(low: number, high: number): number {
    const span = checkRange(low, high);
    // A span of a little more may be rounded down to 2⁵³: then it does not lead back.
    if (!Number.isSafeInteger(low) || !Number.isSafeInteger(high) || span > UNITS || high - span !== low) {
      throw new RangeError(
        `Expected \`low\` and \`high\` to be safe integers at most 2⁵³ apart, got ${low} and ${high}.`,
      );
    }
    return low + this.#below(span);
  }

  /**
   * Gives a normally distributed number. Marsaglia's polar method with a logarithm of our own, since the last digits of `Math.log` are left to the engine. Throws
   * `RangeError` for a mean that is not finite, or a deviation that is not or below 0.
   */
  normal(mean = 0, deviation = 1): number {
    checkFinite('mean', mean);
    if (checkFinite('deviation', deviation) < 0)
      throw new RangeError(`Expected \`deviation\` to be at least 0, got ${deviation}.`);
    const spare = this.#spareNormal;
    this.#spareNormal = NaN;
    return mean + deviation * (Number.isNaN(spare) ? this.#normalPair() : spare);
  }

  /**
   * Fills a typed array and returns it: one of floating-point numbers with what `uniform()` gives (24 bits of it for `Float32Array`, 11 for `Float16Array`), one of integers with
   * random bits. Throws `TypeError` for anything else.
   */
  fill<A extends TypedArray>(array: A): A {
    fillAtRandom(array, this);
    return array;
  }

  /** Puts the elements of an array in a random order, each order as likely as any other, and returns it. For arrays and typed arrays. */
  shuffle<A extends unknown[] | TypedArray>(array: A): A {
    const elements = checkedElements(array) as unknown[];
    for (let last = elements.length - 1; last > 0; last -= 1) {
      const chosen = this.#below(last + 1);
      const element = elements[last];
      elements[last] = elements[chosen];
      elements[chosen] = element;
    }
    return array;
  }

  /** Gives one of the elements of an array. Throws `RangeError` for an empty one. */
  choice<T>(array: ArrayLike<T>): T {
    const { length } = checkedElements(array);
    if (length === 0) throw new RangeError('Expected at least one element to choose from, got none.');
    return array[this.#below(length)]!;
  }

  #makeWords(): void {
    philox(this.#words, this.#counter, this.#key);
    advance(this.#counter, BUFFERED_WORDS / BLOCK_WORDS);
    this.#position = 0;
  }

  /** 53 random bits. */
  #units(): number {
    const upper = this.nextUint32() >>> 5;
    return upper * 2 ** 26 + (this.nextUint32() >>> 6);
  }

  /** An integer from 0 up to, not including, `span`, which is from 1 to 2 ** 53. */
  #below(span: number): number {
    if (span >= WORDS) return this.#belowWide(span);
    // Lemire, "Fast random integer generation in an interval" (https://doi.org/10.1145/3230636): the upper half of a product, which is biased only where
    // the lower half is below 2³² modulo the span.
    let word = this.nextUint32();
    let lower = Math.imul(word, span) >>> 0;
    if (lower < span) {
      for (const biased = WORDS % span; lower < biased; lower = Math.imul(word, span) >>> 0) word = this.nextUint32();
    }
    return multiplyHigh(word, span) >>> 0;
  }

  /** As `#below`, for spans that do not fit a word: what is beyond the last multiple of the span is drawn again. */
  #belowWide(span: number): number {
    const limit = UNITS - (UNITS % span);
    let units = this.#units();
    while (units >= limit) units = this.#units();
    return units % span;
  }

  /** One of two independent normal deviates; the other is kept. */
  #normalPair(): number {
    for (;;) {
      const x = 2 * this.uniform() - 1;
      const y = 2 * this.uniform() - 1;
      const square = x * x + y * y;
      if (square < 1 && square > 0) {
        const scale = Math.sqrt((-2 * naturalLog(square)) / square);
        this.#spareNormal = y * scale;
        return x * scale;
      }
    }
  }
}
bindToThread(RandomStream.prototype, 'a RandomStream');

function checkedElements<A>(array: A): A & ArrayLike<unknown> {
  if (typeof (array as Partial<ArrayLike<unknown>> | null | undefined)?.length === 'number') {
    return array as A & ArrayLike<unknown>;
  }
  throw new TypeError(`Expected an array, got ${show(array)}.`);
}
