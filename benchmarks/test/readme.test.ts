import { expect, test } from 'vitest';
import { withBenchmarks } from '../src/readme.js';

test('replaces what stands between the markers, and nothing else', () => {
  const text = 'before\n<!-- benchmarks:start -->\nold\n<!-- benchmarks:end -->\nafter\n';
  expect(withBenchmarks(text, 'new')).toBe(
    'before\n<!-- benchmarks:start -->\n\nnew\n\n<!-- benchmarks:end -->\nafter\n',
  );
});

test('gives the same again when done twice', () => {
  const once = withBenchmarks('<!-- benchmarks:start -->\n<!-- benchmarks:end -->', 'new');
  expect(withBenchmarks(once, 'new')).toBe(once);
});

test('refuses a text without markers', () => {
  expect(() => withBenchmarks('# Title', 'new')).toThrow('<!-- benchmarks:start -->');
  expect(() => withBenchmarks('<!-- benchmarks:end --> <!-- benchmarks:start -->', 'new')).toThrow(Error);
});
