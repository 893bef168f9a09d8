import { expect, test } from 'vitest';
import type { Cell, Row } from '../src/scenario.js';
import { shortlist } from '../src/shortlist.js';
import { rates, samplesAt } from './sample-builder.js';

const ROW: Row = { name: '1 worker', metric: 'tasksPerSecond' };
const CELLS: readonly Cell[] = ['default', 'close', 'slow', 'best'].map((setting) => ({
  scenario: 'S1',
  row: '1 worker',
  contender: 'piscina',
  setting,
}));

const SAMPLES = [
  ...samplesAt('S1/1 worker/piscina/default', ...rates(10)),
  ...samplesAt('S1/1 worker/piscina/close', ...rates(71)),
  ...samplesAt('S1/1 worker/piscina/slow', ...rates(69)),
  ...samplesAt('S1/1 worker/piscina/best', ...rates(100)),
];

test('keeps the best, what comes close, and the default', () => {
  expect(shortlist(ROW, CELLS, SAMPLES).map(({ setting }) => setting)).toEqual(['default', 'close', 'best']);
});

test('does not hold a contender against another', () => {
  const other: Cell = { scenario: 'S1', row: '1 worker', contender: 'tinypool', setting: '16 tasks' };
  const samples = [...SAMPLES, ...samplesAt('S1/1 worker/tinypool/16 tasks', ...rates(1))];
  expect(shortlist(ROW, [...CELLS, other], samples)).toContain(other);
});
