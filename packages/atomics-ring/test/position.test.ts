import { describe, expect, it } from 'vitest';
import { advance, distance, isWithinReach, placeOf } from '../src/position.js';

const LAST = 2 ** 31 - 1;

describe('positions', () => {
  it('wrap from 2³¹ − 1 to −2³¹, and go on to 0', () => {
    expect([advance(LAST, 1), advance(-1, 1), advance(LAST - 7, 16)]).toEqual([-(2 ** 31), 0, -(2 ** 31) + 8]);
  });

  it('have the same distance on both sides of the wrap', () => {
    expect([distance(LAST, -(2 ** 31)), distance(-(2 ** 31), LAST), distance(-8, 8)]).toEqual([1, -1, 16]);
  });

  it('have places that go round', () => {
    expect([placeOf(0, 31), placeOf(33, 31), placeOf(-8, 31), placeOf(-(2 ** 31), 31)]).toEqual([0, 1, 24, 0]);
  });

  it.each([
    [0, 0, true],
    [0, 32, true],
    [0, 33, false],
    [0, 40, false],
    [8, 0, false],
    [-8, 8, true],
    [LAST - 7, -(2 ** 31) + 8, true],
    [0, 4, false],
    [4, 12, false],
  ])('%s to %s within 32 by eights: %s', (earlier, later, expected) => {
    expect(isWithinReach(earlier, later, 32, 8)).toBe(expected);
  });
});
