import { afterEach, expect, test, vi } from 'vitest';
import { printComparison, sameBits } from '../../src/program/comparison.js';

afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = undefined;
});

function printed(identical: boolean): string[] {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {});
  printComparison({ identical, singleThreadMs: 3900, poolMs: 2000, workers: 2 });
  return log.mock.calls.map((args) => args.join(' '));
}

test('ends with the two lines that sum it up', () => {
  expect(printed(true).slice(-2)).toEqual(['identical: yes', 'speed-up: 1.95 with 2 workers']);
  expect(process.exitCode).toBeUndefined();
});

test('makes the process fail when the results differ', () => {
  expect(printed(false).at(-2)).toBe('identical: no');
  expect(process.exitCode).toBe(1);
});

test('tells apart what differs in one bit, and nothing else', () => {
  expect(sameBits(Float64Array.of(1, Number.NaN), Float64Array.of(1, Number.NaN))).toBe(true);
  expect(sameBits(Float64Array.of(0), Float64Array.of(-0))).toBe(false);
  expect(sameBits(Float64Array.of(0.1 + 0.2), Float64Array.of(0.3))).toBe(false);
  expect(sameBits(Float64Array.of(1), Float64Array.of(1, 0))).toBe(false);
});

test('compares the elements of a view, not the memory around it', () => {
  expect(sameBits(Int32Array.of(1, 2, 3).subarray(1, 2), Int32Array.of(9, 2, 9).subarray(1, 2))).toBe(true);
});
