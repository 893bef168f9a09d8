import { SplitMix64 } from './split-mix64.js';

/**
 * The generator xoshiro128** 1.1 of David Blackman and Sebastiano Vigna, after their public-domain `xoshiro128starstar.c`
 * (https://prng.di.unimi.it). It needs nothing but 32-bit integers, which V8 keeps in registers.
 */
export class Xoshiro128 {
  #s0: number;
  #s1: number;
  #s2: number;
  #s3: number;

  /** Takes the four words of the state; they must not all be zero. */
  constructor(s0: number, s1: number, s2: number, s3: number) {
    this.#s0 = s0 | 0;
    this.#s1 = s1 | 0;
    this.#s2 = s2 | 0;
    this.#s3 = s3 | 0;
  }

  /** Starts the stream with this number. Streams of different numbers are independent, whoever draws from them and when. */
  static ofStream(seed: number, stream: number): Xoshiro128 {
    const mixer = new SplitMix64((BigInt(seed) << 32n) | BigInt(stream));
    const first = mixer.next();
    const second = mixer.next();
    return new Xoshiro128(lowWord(first), highWord(first), lowWord(second), highWord(second));
  }

  /** Gives an integer from 0 to 2³² − 1. */
  nextUint32(): number {
    const s1 = this.#s1;
    const result = Math.imul(rotateLeft(Math.imul(s1, 5), 7), 9);
    const s2 = this.#s2 ^ this.#s0;
    const s3 = this.#s3 ^ s1;
    this.#s1 = s1 ^ s2;
    this.#s0 ^= s3;
    this.#s2 = s2 ^ (s1 << 9);
    this.#s3 = rotateLeft(s3, 11);
    return result >>> 0;
  }
}

function rotateLeft(word: number, count: number): number {
  return (word << count) | (word >>> (32 - count));
}

function lowWord(value: bigint): number {
  return Number(value & 0xffff_ffffn);
}

function highWord(value: bigint): number {
  return Number(value >> 32n);
}
