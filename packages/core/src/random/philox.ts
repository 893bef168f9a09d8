import { multiplyHigh } from './multiply-high.js';

/** 32-bit words of a block, and of a counter. */
export const BLOCK_WORDS = 4;

const ROUNDS = 10;
const MULTIPLIER_0 = 0xd251_1f53;
const MULTIPLIER_1 = 0xcd9e_8d57;
/** What the key grows by from round to round: the golden ratio, and the square root of 3 less 1. */
const WEYL_0 = 0x9e37_79b9;
const WEYL_1 = 0xbb67_ae85;

/**
 * Fills `words` with blocks of the generator Philox4x32-10: block after block, where the first word of `counter` counts and carries into nothing. For one key, each of the
 * 2¹²⁸ counters has a block of its own: no two are alike.
 *
 * After Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3" (https://doi.org/10.1145/2063384.2063405).
 */
export function philox(words: Uint32Array, counter: Uint32Array, key: Uint32Array): void {
  for (let at = 0; at < words.length; at += BLOCK_WORDS) {
    let word0 = (counter[0]! + at / BLOCK_WORDS) | 0;
    let word1 = counter[1]! | 0;
    let word2 = counter[2]! | 0;
    let word3 = counter[3]! | 0;
    let key0 = key[0]! | 0;
    let key1 = key[1]! | 0;
    for (let round = 0; round < ROUNDS; round += 1) {
      const high0 = multiplyHigh(word0, MULTIPLIER_0);
      const high1 = multiplyHigh(word2, MULTIPLIER_1);
      const low0 = Math.imul(word0, MULTIPLIER_0);
      word0 = high1 ^ word1 ^ key0;
      word1 = Math.imul(word2, MULTIPLIER_1);
      word2 = high0 ^ word3 ^ key1;
      word3 = low0;
      key0 = (key0 + WEYL_0) | 0;
      key1 = (key1 + WEYL_1) | 0;
    }
    words[at] = word0;
    words[at + 1] = word1;
    words[at + 2] = word2;
    words[at + 3] = word3;
  }
}

/** Moves a counter on by so many blocks. Its first word carries into the second, and has to be a multiple of them. */
export function advance(counter: Uint32Array, blocks: number): void {
  counter[0]! += blocks;
  if (counter[0] === 0) counter[1]! += 1;
}
