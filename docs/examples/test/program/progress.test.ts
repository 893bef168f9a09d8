import { afterEach, expect, test, vi } from 'vitest';
import { startProgress } from '../../src/program/progress.js';

const terminal = process.stdout.isTTY;

afterEach(() => {
  vi.restoreAllMocks();
  process.stdout.isTTY = terminal;
});

test('prints each quarter once where there is no terminal', () => {
  process.stdout.isTTY = false;
  const log = vi.spyOn(console, 'log').mockImplementation(() => {});
  const progress = startProgress('pool', 10);
  for (const done of [1, 2, 3, 4, 5, 9, 10]) progress.update(done);
  progress.stop();
  expect(log.mock.calls.flat()).toEqual([
    'pool          25 %',
    'pool          50 %',
    'pool          75 %',
    'pool          100 %',
  ]);
});

test('says no more than it knows when several quarters pass at once', () => {
  process.stdout.isTTY = false;
  const log = vi.spyOn(console, 'log').mockImplementation(() => {});
  startProgress('pool', 1).update(1);
  expect(log.mock.calls.flat()).toEqual(['pool          100 %']);
});
