import { describe, expect, it } from 'vitest';
import {
  checkCount,
  checkInteger,
  checkMillisOrNone,
  checkPositive,
  refuseUnknown,
  show,
} from '../src/option-checks.ts';

describe('a short print of a value', () => {
  it.each([
    ['text', '"text"'],
    ['x'.repeat(100), `"${'x'.repeat(60)}…"`],
    [12, '12'],
    [12n, '12'],
    [undefined, 'undefined'],
    [null, 'null'],
    [{}, 'an object'],
    [[1], 'an array'],
    [() => {}, 'a function'],
    [Symbol('s'), 'Symbol(s)'],
  ])('of %o is %s', (value, printed) => {
    expect(show(value)).toBe(printed);
  });
});

it('names the lower end alone where the upper is the largest integer', () => {
  expect(() => checkInteger('buffer', 0, 1, Number.MAX_SAFE_INTEGER)).toThrow(
    new RangeError('Expected `buffer` to be an integer of at least 1, got 0.'),
  );
});

it('takes Infinity for a count, and nothing else that is no integer', () => {
  expect(checkCount('times', Infinity, 0)).toBe(Infinity);
  expect(() => checkCount('times', 0.5, 0)).toThrow('Expected `times` to be an integer of at least 0, got 0.5.');
});

it('names the unit of what must be positive', () => {
  expect(() => checkPositive('heap', 0, 'megabytes')).toThrow(
    new RangeError('Expected `heap` to be a positive number of megabytes, got 0.'),
  );
  expect(() => checkPositive('heap', '5', 'megabytes')).toThrow(
    new TypeError('Expected `heap` to be a number of megabytes, got "5".'),
  );
});

it('takes 0 milliseconds where none are allowed', () => {
  expect([0, 0.5, Infinity].map((millis) => checkMillisOrNone('grace', millis))).toEqual([0, 0.5, Infinity]);
  expect(() => checkMillisOrNone('grace', NaN)).toThrow(
    new RangeError('Expected `grace` to be at least 0 milliseconds, got NaN.'),
  );
});

it('names what is unknown, and what is known in order', () => {
  expect(() => refuseUnknown({ b: 1, d: 2 }, new Set(['c', 'b', 'a']), 'option')).toThrow(
    new TypeError('Expected options of a, b, c, got `d`.'),
  );
});
