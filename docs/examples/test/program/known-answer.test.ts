import { afterEach, expect, test, vi } from 'vitest';
import { printCheck } from '../../src/program/known-answer.js';
import type { KnownAnswer } from '../../src/program/known-answer.js';

afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = undefined;
});

function printed(answer: Omit<KnownAnswer, 'what'>): string {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {});
  printCheck({ what: 'primes', ...answer });
  return log.mock.calls.flat().join();
}

test('says that an answer was met, within the tolerance', () => {
  expect(printed({ computed: 168, known: 168 })).toBe('check: primes: 168, known: 168: yes');
  expect(printed({ computed: 1.5, known: 1, tolerance: 0.5 })).toMatch('1.5, known: 1 ± 0.5: yes');
  expect(process.exitCode).toBeUndefined();
});

test.each([
  { computed: 169, known: 168 },
  { computed: 1.6, known: 1, tolerance: 0.5 },
  { computed: NaN, known: 1, tolerance: 0.5 },
])('makes the process fail for $computed instead of $known', (answer) => {
  expect(printed(answer)).toMatch(/: no$/);
  expect(process.exitCode).toBe(1);
});
