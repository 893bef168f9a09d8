import { expect, test } from 'vitest';
import { parseOptions } from '../src/options.js';

test('runs everything in full when nothing is said', () => {
  expect(parseOptions([])).toEqual({
    effort: 'full',
    check: false,
    publish: false,
    scenarios: ['S1', 'S2', 'S3', 'S4', 'S5', 'S6', 'S7', 'S8', 'S9', 'S10', 'S11', 'S12', 'S13', 'X'],
    workers: [1, 2],
    from: undefined,
    compare: undefined,
    pairs: undefined,
    allowsChanges: false,
  });
});

test('takes a part of it', () => {
  const options = parseOptions(['--quick', '--check', '--only', 'S1,S10', '--workers', '4']);
  expect(options).toMatchObject({ effort: 'quick', check: true, scenarios: ['S1', 'S10'], workers: [4] });
});

test('compares with a commit', () => {
  const options = parseOptions(['--compare', 'HEAD~1', '--pairs', '20', '--dirty', '--only', 'S2']);
  expect(options).toMatchObject({ compare: 'HEAD~1', pairs: 20, allowsChanges: true, scenarios: ['S2'] });
});

test.each([
  [['--compare', 'HEAD', '--check'], 'Expected no --check with --compare, got it.'],
  [['--compare', 'HEAD', '--from', 'a.json'], 'Expected no --from with --compare, got it.'],
  [['--pairs', '9'], 'Expected no --pairs without --compare, got it.'],
  [['--dirty'], 'Expected no --dirty without --compare, got it.'],
  [['--compare', 'HEAD', '--pairs', '6'], 'Expected --pairs as an integer of at least 7, got 6.'],
])('refuses %j', (args, message) => {
  expect(() => parseOptions(args)).toThrow(message);
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
