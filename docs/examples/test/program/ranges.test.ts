import { expect, test } from 'vitest';
import { rangesOf } from '../../src/program/ranges.js';

test('covers everything once, the rest in a shorter range', () => {
  expect(rangesOf(10, 4)).toEqual([
    { begin: 0, end: 4 },
    { begin: 4, end: 8 },
    { begin: 8, end: 10 },
  ]);
});

test('makes no range of nothing', () => {
  expect(rangesOf(0, 4)).toEqual([]);
});
