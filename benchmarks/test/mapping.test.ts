import { describe, expect, test } from 'vitest';
// The built files: what runs in workers cannot be TypeScript on every Node line.
import { mapperNamed, MAPPERS, splitIntoChunks } from '../dist/contenders/mappers.js';
import { checkMapped, WrongResultError } from '../dist/verify.js';

const NUMBERS = Array.from({ length: 1_000 }, (_, index) => index - 500);

const ALL = MAPPERS.flatMap(({ name, settings }) => settings.map((setting) => [name, setting] as const));

test.each(ALL)('%s (%s) maps every number, in order', async (name, setting) => {
  const pool = await mapperNamed(name).start(2, setting);
  const results = await pool.map(NUMBERS);
  await pool.stop();
  expect(results).toEqual(NUMBERS.map((x) => x + 1));
});

test("cuts Python's chunks: four per worker, the last one shorter", () => {
  const numbers = NUMBERS.slice(0, 30);
  const chunks = splitIntoChunks(numbers, 2);
  expect(chunks.map(({ length }) => length)).toEqual([4, 4, 4, 4, 4, 4, 4, 2]);
  expect(chunks.flat()).toEqual(numbers);
  expect(splitIntoChunks(NUMBERS.slice(0, 3), 2).map(({ length }) => length)).toEqual([1, 1, 1]);
});

describe('a map that computes something wrong', () => {
  test('is found by one result', () => {
    expect(() => checkMapped([1, 2, 3], [2, 3, 4])).not.toThrow();
    expect(() => checkMapped([1, 2, 3], [2, 3, 5])).toThrow(WrongResultError);
  });

  test('is found by results in another order, and by a missing one', () => {
    expect(() => checkMapped([1, 2, 3], [3, 2, 4])).toThrow('Expected 1 + 1 to be 2, got 3.');
    expect(() => checkMapped([1, 2, 3], [2, 3])).toThrow('Expected 3 results, got 2.');
  });
});
