/** The constants of Philox4x32-10. */
export const PHILOX = {
  multipliers: [0xd251_1f53n, 0xcd9e_8d57n],
  weyl: [0x9e37_79b9n, 0xbb67_ae85n],
  rounds: 10,
} as const;

export interface PhiloxConstants {
  readonly multipliers: readonly [bigint, bigint];
  readonly weyl: readonly [bigint, bigint];
  readonly rounds: number;
}

const MASK = 0xffff_ffffn;

/** One block, as the paper writes it: products of 64 bits, cut in two. Slow, and with constants that can be spoiled. */
export function referenceBlock(
  counter: readonly number[],
  key: readonly number[],
  { multipliers, weyl, rounds }: PhiloxConstants = PHILOX,
): number[] {
  let [x0, x1, x2, x3] = counter.map(BigInt) as [bigint, bigint, bigint, bigint];
  let [k0, k1] = key.map(BigInt) as [bigint, bigint];
  for (let round = 0; round < rounds; round += 1) {
    const left = multipliers[0] * x0;
    const right = multipliers[1] * x2;
    [x0, x1, x2, x3] = [(right >> 32n) ^ x1 ^ k0, right & MASK, (left >> 32n) ^ x3 ^ k1, left & MASK];
    [k0, k1] = [(k0 + weyl[0]) & MASK, (k1 + weyl[1]) & MASK];
  }
  return [x0, x1, x2, x3].map(Number);
}
