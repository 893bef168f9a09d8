import { describe, expect, it } from 'vitest';
import { advance, philox } from '../src/random/philox.js';
import { PHILOX, type PhiloxConstants, referenceBlock } from './reference-philox.ts';

type Block = (counter: readonly number[], key: readonly number[]) => number[];

/** Counter, key and block: the file `kat_vectors` of Random123, which the generator's authors publish. */
const KNOWN_ANSWERS: readonly (readonly [counter: number[], key: number[], block: number[]])[] = [
  [
    [0, 0, 0, 0],
    [0, 0],
    [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8],
  ],
  [
    [0xffff_ffff, 0xffff_ffff, 0xffff_ffff, 0xffff_ffff],
    [0xffff_ffff, 0xffff_ffff],
    [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd],
  ],
  [
    [0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344],
    [0xa409_3822, 0x299f_31d0],
    [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1],
  ],
];

function knows(make: Block): boolean {
  return KNOWN_ANSWERS.every(([counter, key, answer]) => String(make(counter, key)) === String(answer));
}

function block(counter: readonly number[], key: readonly number[]): number[] {
  const words = new Uint32Array(4);
  philox(words, Uint32Array.from(counter), Uint32Array.from(key));
  return [...words];
}

describe('philox', () => {
  it('gives the published answers', () => {
    for (const [counter, key, answer] of KNOWN_ANSWERS) expect(block(counter, key)).toEqual(answer);
  });

  it('makes block after block, of counters that follow one another', () => {
    const words = new Uint32Array(12);
    philox(words, Uint32Array.of(0xffff_ffff, 7, 8, 9), Uint32Array.of(1, 2));
    const expected = [0xffff_ffff, 0, 1].flatMap((first) => referenceBlock([first, 7, 8, 9], [1, 2]));
    expect([...words]).toEqual(expected);
  });

  it('leaves counter and key as they are', () => {
    const counter = Uint32Array.of(1, 2, 3, 4);
    const key = Uint32Array.of(5, 6);
    philox(new Uint32Array(8), counter, key);
    expect([...counter, ...key]).toEqual([1, 2, 3, 4, 5, 6]);
  });
});

describe('advance', () => {
  it('carries from the first word into the second, and no further', () => {
    const counter = Uint32Array.of(0xffff_fff8, 0, 3, 4);
    advance(counter, 4);
    expect([...counter]).toEqual([0xffff_fffc, 0, 3, 4]);
    advance(counter, 4);
    expect([...counter]).toEqual([0, 1, 3, 4]);
  });
});

describe('the known answers', () => {
  it('are those of the reference', () => {
    expect(knows(referenceBlock)).toBe(true);
  });

  const [m0, m1] = PHILOX.multipliers;
  const [w0, w1] = PHILOX.weyl;
  const planted: readonly (readonly [string, PhiloxConstants])[] = [
    ['a first multiplier that is off by a bit', { ...PHILOX, multipliers: [m0 ^ 2n, m1] }],
    ['a second multiplier that is off by a bit', { ...PHILOX, multipliers: [m0, m1 ^ 0x8000_0000n] }],
    ['multipliers that changed places', { ...PHILOX, multipliers: [m1, m0] }],
    ['a wrong constant of the first key', { ...PHILOX, weyl: [w0 + 2n, w1] }],
    ['a wrong constant of the second key', { ...PHILOX, weyl: [w0, w0] }],
    ['a round less', { ...PHILOX, rounds: 9 }],
  ];
  it.each(planted)('are not given with %s', (_, constants) => {
    expect(knows((counter, key) => referenceBlock(counter, key, constants))).toBe(false);
  });
});
