const MASK = 0xffff_ffff_ffff_ffffn;

/**
 * The generator SplitMix64, after Sebastiano Vigna's public-domain `splitmix64.c` (https://prng.di.unimi.it). BigInt makes it slow
 * here; it only spreads a seed over the state of a faster generator.
 */
export class SplitMix64 {
  #state: bigint;

  constructor(seed: bigint) {
    this.#state = seed & MASK;
  }

  /** Gives the next 64 random bits. */
  next(): bigint {
    this.#state = (this.#state + 0x9e37_79b9_7f4a_7c15n) & MASK;
    let mixed = this.#state;
    mixed = ((mixed ^ (mixed >> 30n)) * 0xbf58_476d_1ce4_e5b9n) & MASK;
    mixed = ((mixed ^ (mixed >> 27n)) * 0x94d0_49bb_1331_11ebn) & MASK;
    return mixed ^ (mixed >> 31n);
  }
}
