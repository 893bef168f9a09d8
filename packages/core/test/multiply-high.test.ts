import { expect, it } from 'vitest';
import { multiplyHigh } from '../src/random/multiply-high.js';

const WORDS = [0, 1, 2, 0xffff, 0x1_0000, 0x1_0001, 0x7fff_ffff, 0x8000_0000, 0xd251_1f53, 0xffff_0000, 0xffff_ffff];

it('gives the upper half of each product of words', () => {
  for (const a of WORDS) {
    for (const b of WORDS) {
      expect([a, b, multiplyHigh(a, b) >>> 0]).toEqual([a, b, Number((BigInt(a) * BigInt(b)) >> 32n)]);
    }
  }
});

it('takes words with a sign for what their bits say', () => {
  expect(multiplyHigh(-1, -1) >>> 0).toBe(0xffff_fffe);
});
