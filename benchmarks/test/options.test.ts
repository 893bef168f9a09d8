import { expect, test } from 'vitest';
import { parseOptions } from '../src/options.js';

test('runs everything in full when nothing is said', () => {
  expect(parseOptions([])).toEqual({
    effort: 'full',
    check: false,
    publish: false,
    scenarios: ['S1', 'S2', 'S3', 'S5', 'S6', 'S8', 'S9', 'S10'],
    workers: [1, 2],
    from: undefined,
  });
});

test('takes a part of it', () => {
  const options = parseOptions(['--quick', '--check', '--only', 'S1,S10', '--workers', '4']);
  expect(options).toMatchObject({ effort: 'quick', check: true, scenarios: ['S1', 'S10'], workers: [4] });
});

test.each([
  ['--only', 'S99'],
  ['--workers', '0'],
  ['--workers', '1.5'],
])('refuses %s %s', (name, value) => {
  expect(() => parseOptions([name, value])).toThrow(RangeError);
});

test('refuses an option that it does not know', () => {
  expect(() => parseOptions(['--fast'])).toThrow(TypeError);
});

test.each([['--only=S1'], ['--workers=1']])('does not publish a part of the benchmarks (%s)', (part) => {
  expect(() => parseOptions(['--publish', part])).toThrow(TypeError);
});
