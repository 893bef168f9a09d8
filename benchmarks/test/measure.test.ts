import { expect, test } from 'vitest';
import type { MeasurePlan } from '../src/measure.js';
import { measureRow, rotate } from '../src/measure.js';
import type { SampleReply } from '../src/sample.js';
import type { Cell, Row } from '../src/scenario.js';
import { WrongResultError } from '../src/verify.js';

const ROW: Row = { name: '1 worker', metric: 'tasksPerSecond' };
const CELLS = ['ringpool', 'piscina', 'tinypool'].map((contender) => cell(contender));

function cell(contender: string, setting = 'default'): Cell {
  return { scenario: 'S1', row: '1 worker', contender, setting };
}

function measured(tasksPerSecond: number, digest?: string): SampleReply {
  return { state: 'measured', outcome: { readings: { tasksPerSecond }, ...(digest !== undefined && { digest }) } };
}

/** A plan that measures nothing, and the contenders in the order in which they were asked. */
function planWith(reply: (cell: Cell) => SampleReply, rest: Partial<MeasurePlan> = {}): [MeasurePlan, string[]] {
  const asked: string[] = [];
  const plan: MeasurePlan = {
    effort: 'full',
    rounds: 3,
    openRounds: 1,
    isJudged: () => true,
    measureSample: async (request) => {
      asked.push(request.cell.contender);
      return reply(request.cell);
    },
    ...rest,
  };
  return [plan, asked];
}

test('measures every cell once per round, each round beginning one cell later', async () => {
  const [plan, asked] = planWith(() => measured(1));
  const { samples } = await measureRow(ROW, CELLS, plan);
  expect(asked.join(' ')).toBe('ringpool piscina tinypool piscina tinypool ringpool tinypool ringpool piscina');
  expect(samples.filter(({ contender }) => contender === 'piscina').map(({ round }) => round)).toEqual([0, 1, 2]);
});

test('measures who is not judged in the first round only, when time is short', async () => {
  const [plan, asked] = planWith(() => measured(1), {
    effort: 'quick',
    isJudged: (one) => one.contender !== 'tinypool',
  });
  await measureRow(ROW, CELLS, plan);
  expect(asked.filter((name) => name === 'tinypool')).toHaveLength(1);
  expect(asked.filter((name) => name === 'ringpool')).toHaveLength(3);
});

test('keeps what a sample cost', async () => {
  const costs = { mainCpuUsPerTask: 2 };
  const [plan] = planWith(() => ({ state: 'measured', outcome: { readings: { tasksPerSecond: 1 }, costs } }));
  const { samples } = await measureRow(ROW, [cell('ringpool')], { ...plan, rounds: 1 });
  expect(samples).toEqual([{ ...cell('ringpool'), round: 0, readings: { tasksPerSecond: 1 }, costs }]);
});

test('drops a setting that is clearly slower', async () => {
  const cells = [cell('piscina'), cell('piscina', 'slow'), cell('piscina', 'fast')];
  const [plan] = planWith(({ setting }) => measured(setting === 'slow' ? 1 : 100));
  const { samples } = await measureRow(ROW, cells, plan);
  expect(samples.filter(({ setting }) => setting === 'slow')).toHaveLength(1);
});

test('asks everybody again as long as the rounds are open', async () => {
  const cells = [cell('piscina'), cell('piscina', 'slow')];
  const [plan] = planWith(({ setting }) => measured(setting === 'slow' ? 1 : 100), { openRounds: 2 });
  const { samples } = await measureRow(ROW, cells, plan);
  expect(samples.filter(({ setting }) => setting === 'slow')).toHaveLength(2);
});

test('keeps a failure and does not try that cell again', async () => {
  const [plan, asked] = planWith((one) =>
    one.contender === 'tinypool' ? { state: 'failed', message: 'It hung.' } : measured(1),
  );
  const { failures, samples } = await measureRow(ROW, CELLS, plan);
  expect(failures).toEqual([{ ...cell('tinypool'), round: 0, message: 'It hung.' }]);
  expect(asked.filter((name) => name === 'tinypool')).toHaveLength(1);
  expect(samples).toHaveLength(6);
});

test('is void when one contender computes something wrong', async () => {
  const [plan] = planWith((one) =>
    one.contender === 'piscina' ? { state: 'wrong', message: 'Expected 1 + 1 to be 2, got 3.' } : measured(1),
  );
  await expect(measureRow(ROW, CELLS, plan)).rejects.toThrow(WrongResultError);
});

test('is void when two contenders differ in a bit', async () => {
  const [plan] = planWith((one) => measured(1, one.contender === 'piscina' ? 'b' : 'a'));
  await expect(measureRow(ROW, CELLS, plan)).rejects.toThrow(
    'Expected the same bits from every run of 1 worker, got 2 results.',
  );
});

test('rotates by more than the length', () => {
  expect(rotate([1, 2, 3], 4)).toEqual([2, 3, 1]);
  expect(rotate([], 4)).toEqual([]);
});
