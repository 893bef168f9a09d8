import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomStream } from '../../src/random/index.js';
import { philox } from '../../src/random/philox.js';
import { referenceBlock } from '../reference-philox.ts';

const seed = Number(process.env['RINGPOOL_SEED'] ?? Date.now() % 2 ** 31);
console.log(`random.property: RINGPOOL_SEED=${seed}`);

const aWord = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const aCounter = fc.array(aWord, { minLength: 4, maxLength: 4 });
const aKey = fc.array(aWord, { minLength: 2, maxLength: 2 });
const anInteger = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });

type Bounds = [low: number, high: number];
const someBounds: fc.Arbitrary<Bounds> = fc.tuple(fc.maxSafeInteger(), fc.maxSafeInteger());
/** Exactly: a difference of two numbers may be rounded down to 2 ** 53. */
const distance = (low: number, high: number): bigint => BigInt(high) - BigInt(low);

describe('philox', () => {
  it('gives for every counter and key what products of 64 bits give', () => {
    const isSame = (counter: number[], key: number[]): void => {
      const words = new Uint32Array(4);
      philox(words, Uint32Array.from(counter), Uint32Array.from(key));
      expect([...words]).toEqual(referenceBlock(counter, key));
    };
    fc.assert(fc.property(aCounter, aKey, isSame), { seed, numRuns: 2000 });
  });
});

describe('a stream', () => {
  it('gives the same numbers whenever and in whatever company it is drawn from', () => {
    const isSame = (key: bigint, index: bigint, other: bigint): void => {
      const [alone, beside, neighbour] = [randomStream(key, index), randomStream(key, index), randomStream(key, other)];
      for (let drawn = 0; drawn < 40; drawn += 1) {
        neighbour.uniform();
        expect(beside.nextUint32()).toBe(alone.nextUint32());
      }
    };
    fc.assert(fc.property(anInteger, anInteger, anInteger, isSame), { seed, numRuns: 100 });
  });

  it('gives integers and numbers between any bounds', () => {
    const isBetween = (key: bigint, [low, high]: Bounds): void => {
      const stream = randomStream(key, 0);
      for (const value of [stream.integer(low, high), stream.uniform(low, high)]) {
        expect(value >= low && value < high).toBe(true);
      }
    };
    const near = someBounds.filter(([low, high]) => low < high && distance(low, high) <= 2n ** 53n);
    fc.assert(fc.property(anInteger, near, isBetween), { seed, numRuns: 500 });
  });

  it('refuses to give integers between bounds too far apart', () => {
    const isRefused = ([low, high]: Bounds): void => {
      expect(() => randomStream(0, 0).integer(low, high)).toThrow(/at most 2⁵³ apart/);
    };
    const far = someBounds.filter(([low, high]) => distance(low, high) > 2n ** 53n);
    const byOne: [Bounds] = [[-9007199254740964, 29]];
    fc.assert(fc.property(far, isRefused), { seed, numRuns: 200, examples: [byOne] });
  });

  it('shuffles any array into one with the same elements', () => {
    const isPermutation = (key: bigint, array: number[]): void => {
      const shuffled = randomStream(key, 1).shuffle([...array]);
      const sorted = (elements: number[]): number[] => [...elements].sort((a, b) => a - b);
      expect(sorted(shuffled)).toEqual(sorted(array));
    };
    fc.assert(fc.property(anInteger, fc.array(fc.integer()), isPermutation), { seed, numRuns: 300 });
  });
});
