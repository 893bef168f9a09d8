import { expect, test } from 'vitest';
import { positiveInteger } from '../../src/program/positive-integer.js';

test('reads a number', () => {
  expect(positiveInteger('workers', '12')).toBe(12);
});

test.each(['0', '-1', '1.5', 'two', '', '1e400'])('refuses "%s"', (text) => {
  const message = `Expected --workers to be an integer of at least 1, got "${text}".`;
  expect(() => positiveInteger('workers', text)).toThrow(new RangeError(message));
});
