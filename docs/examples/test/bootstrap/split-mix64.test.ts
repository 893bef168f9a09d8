import { expect, test } from 'vitest';
import { SplitMix64 } from '../../src/bootstrap/split-mix64.js';

// Published at https://rosettacode.org/wiki/Pseudo-random_numbers/Splitmix64.
test('gives the published numbers for the seed 1234567', () => {
  const generator = new SplitMix64(1_234_567n);
  expect(Array.from({ length: 5 }, () => generator.next())).toEqual([
    6_457_827_717_110_365_317n,
    3_203_168_211_198_807_973n,
    9_817_491_932_198_370_423n,
    4_593_380_528_125_082_431n,
    16_408_922_859_458_223_821n,
  ]);
});

test('takes the lowest 64 bits of a seed', () => {
  expect(new SplitMix64(2n ** 64n + 5n).next()).toBe(new SplitMix64(5n).next());
});
