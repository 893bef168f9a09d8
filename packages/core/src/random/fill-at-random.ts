import { show } from '../option-checks.js';

/** What the elements are made of. */
interface Source {
  nextUint32(): number;
  uniform(): number;
}

type BigArray = BigInt64Array | BigUint64Array;
type WordArray = Int8Array | Uint8Array | Uint8ClampedArray | Int16Array | Uint16Array | Int32Array | Uint32Array;

/** Our language version does not know it yet, nor do all runtimes have it. */
const { Float16Array } = globalThis as { Float16Array?: new () => Float32Array };

const WORD_ARRAYS = [Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array];

/** Fills a typed array of any kind. Each element takes one word of the source, or two where it has more than 32 bits. Throws `TypeError` for anything else. */
export function fillAtRandom(array: unknown, source: Source): void {
  if (array instanceof Float64Array) return fillUniform(array, source);
  if (array instanceof Float32Array) return fillShort(array, 24, source);
  if (Float16Array !== undefined && array instanceof Float16Array) return fillShort(array, 11, source);
  if (array instanceof BigInt64Array || array instanceof BigUint64Array) return fillBig(array, source);
  if (WORD_ARRAYS.some((kind) => array instanceof kind)) return fillWords(array as WordArray, source);
  throw new TypeError(`Expected a typed array, got ${show(array)}.`);
}

function fillUniform(array: Float64Array, source: Source): void {
  for (let index = 0; index < array.length; index += 1) array[index] = source.uniform();
}

/** As many upper bits of each word as an element holds exactly. */
function fillShort(array: Float32Array, bits: number, source: Source): void {
  for (let index = 0; index < array.length; index += 1)
    array[index] = (source.nextUint32() >>> (32 - bits)) / 2 ** bits;
}

/** The upper bits of each word; a shift first, because clamped bytes do not wrap. */
function fillWords(array: WordArray, source: Source): void {
  const unused = 32 - 8 * array.BYTES_PER_ELEMENT;
  for (let index = 0; index < array.length; index += 1) array[index] = source.nextUint32() >>> unused;
}

function fillBig(array: BigArray, source: Source): void {
  for (let index = 0; index < array.length; index += 1) {
    const upper = BigInt(source.nextUint32());
    array[index] = (upper << 32n) | BigInt(source.nextUint32());
  }
}
