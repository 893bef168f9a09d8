import { expect, test } from 'vitest';
import type { PairPlan, Side } from '../../src/compare/pairs.js';
import { measurePairs } from '../../src/compare/pairs.js';
import type { SampleReply } from '../../src/sample.js';
import type { Cell } from '../../src/scenario.js';
import { WrongResultError } from '../../src/verify.js';
import { CELL } from './pair-builder.js';

const FIRST = { ...CELL, setting: 'first' };
const SECOND = { ...CELL, setting: 'second' };

function measured(tasksPerSecond: number, digest?: string): SampleReply {
  return { state: 'measured', outcome: { readings: { tasksPerSecond }, ...(digest !== undefined && { digest }) } };
}

/** A plan that measures nothing, and who was asked, in that order. */
function planWith(pairs: number, reply: (cell: Cell, side: Side) => SampleReply): [PairPlan, string[]] {
  const asked: string[] = [];
  const measureSample: PairPlan['measureSample'] = async ({ cell }, side) => {
    asked.push(`${cell.setting} ${side}`);
    return reply(cell, side);
  };
  return [{ effort: 'full', pairs, measureSample }, asked];
}

test('measures the two builds of a pair right after each other, and begins with the other one each time', async () => {
  const [plan, asked] = planWith(3, () => measured(1));
  await measurePairs('1 worker', [CELL], plan);
  expect(asked).toEqual(['default old', 'default new', 'default new', 'default old', 'default old', 'default new']);
});

test('begins each round with another cell', async () => {
  const [plan, asked] = planWith(2, () => measured(1));
  await measurePairs('1 worker', [FIRST, SECOND], plan);
  expect(asked.slice(0, 4)).toEqual(['first old', 'first new', 'second old', 'second new']);
  expect(asked.slice(4)).toEqual(['second new', 'second old', 'first new', 'first old']);
});

test('keeps every sample with its build and its round', async () => {
  const [plan] = planWith(2, (_, side) => measured(side === 'old' ? 10 : 20));
  const { samples } = await measurePairs('1 worker', [CELL], plan);
  expect(samples).toEqual([
    { ...CELL, round: 0, side: 'old', readings: { tasksPerSecond: 10 } },
    { ...CELL, round: 0, side: 'new', readings: { tasksPerSecond: 20 } },
    { ...CELL, round: 1, side: 'new', readings: { tasksPerSecond: 20 } },
    { ...CELL, round: 1, side: 'old', readings: { tasksPerSecond: 10 } },
  ]);
});

test('does not measure a cell again that failed with one of the builds', async () => {
  const [plan, asked] = planWith(3, ({ setting }, side) =>
    setting === 'first' && side === 'old' ? { state: 'failed', message: 'No such call.' } : measured(1),
  );
  const { failures } = await measurePairs('1 worker', [FIRST, SECOND], plan);
  expect(failures).toEqual([{ ...FIRST, round: 0, side: 'old', message: 'No such call.' }]);
  expect(asked.filter((name) => name.startsWith('first'))).toEqual(['first old', 'first new']);
  expect(asked.filter((name) => name.startsWith('second'))).toHaveLength(6);
});

test('is void when a build computes something wrong, and says which', async () => {
  const [plan] = planWith(3, (_, side) =>
    side === 'new' ? { state: 'wrong', message: 'Expected 2, got 3.' } : measured(1),
  );
  const result = measurePairs('1 worker', [CELL], plan);
  await expect(result).rejects.toThrow(WrongResultError);
  await expect(result).rejects.toThrow('S1, 1 worker: ringpool (default), new build: Expected 2, got 3.');
});

test('is void when the builds differ in a bit', async () => {
  const [plan] = planWith(1, (_, side) => measured(1, side));
  await expect(measurePairs('1 worker', [CELL], plan)).rejects.toThrow('got 2 results');
});
