import { expect, test } from 'vitest';
import type { Bar } from '../../src/bars.js';
import { barsChart } from '../../src/page/bars-chart.js';
import { verdictText } from '../../src/page/tables.js';
import { summarize } from '../../src/statistics.js';
import type { Verdict } from '../../src/verdict.js';

const BAR: Bar = {
  scenario: 'S1',
  row: '1 worker',
  metric: 'tasksPerSecond',
  subject: 'ringpool',
  reference: 'piscina',
  referenceSetting: 'best',
  atLeast: 40,
  goal: 60,
};

function verdictOf(bar: Bar, ...ratios: readonly number[]): Verdict {
  const ratio = summarize(ratios)!;
  const state = ratio.median >= bar.atLeast ? 'met' : 'missed';
  return { bar, state, ratio, reachesGoal: ratio.median >= (bar.goal ?? bar.atLeast) };
}

test('shows what share of each bar was reached, with the spread of the pairs', () => {
  const { groups, mark } = barsChart('S1', [verdictOf(BAR, 20, 30, 50)]);
  const line = {
    label: 'piscina',
    value: 0.75,
    low: 0.5,
    high: 1.25,
    text: '✗ 30 of 40',
    range: '20 to 50',
    tone: 'worse',
  };
  expect(groups).toEqual([{ heading: '1 worker, tasks/s', lines: [line] }]);
  expect(mark).toBe(1);
});

test('puts the bars of one row and metric together', () => {
  const other: Bar = { ...BAR, row: '2 workers' };
  const byDefault: Bar = { ...BAR, referenceSetting: 'default', atLeast: 150 };
  const { groups } = barsChart('S1', [verdictOf(BAR, 41), verdictOf(other, 1), verdictOf(byDefault, 200)]);
  expect(groups.map(({ heading, lines }) => [heading, lines.map(({ label, text }) => `${label} ${text}`)])).toEqual([
    ['1 worker, tasks/s', ['piscina ✓ 41 of 40', 'piscina, default ✓ 200 of 150']],
    ['2 workers, tasks/s', ['piscina ✗ 1 of 40']],
  ]);
});

test('always has the bar itself on the axis', () => {
  expect(barsChart('S1', [verdictOf(BAR, 4)]).scale).toMatchObject({ type: 'linear', domain: [0, 1] });
  expect(barsChart('S1', [verdictOf(BAR, 0.4)]).scale).toMatchObject({ type: 'log', domain: [0.01, 1] });
});

test('keeps a line for a bar that was missed without a figure', () => {
  const verdict: Verdict = { bar: BAR, state: 'missed', reason: 'It hung.' };
  const [line] = barsChart('S1', [verdict]).groups[0]!.lines;
  expect(line).toMatchObject({ label: 'piscina', value: undefined, text: '✗ no figure', tone: 'worse' });
});

test('keeps a line for a bar that was passed infinitely far', () => {
  const [line] = barsChart('S1', [verdictOf(BAR, Number.POSITIVE_INFINITY)]).groups[0]!.lines;
  expect(line).toMatchObject({ value: undefined, text: '✓ ∞ of 40', tone: 'ours' });
});

test('says in words what it shows', () => {
  expect(barsChart('S1', [verdictOf(BAR, 30), verdictOf({ ...BAR, reference: 'tinypool' }, 50)]).description).toBe(
    'Bars of S1. 1 worker, tasks/s: compared with piscina, 30 of 40, missed; compared with tinypool, 50 of 40, met.',
  );
});

test('a verdict in words names a goal that was reached', () => {
  expect(verdictText(verdictOf(BAR, 61))).toBe('met, goal reached');
  expect(verdictText(verdictOf(BAR, 41))).toBe('met');
  expect(verdictText(verdictOf(BAR, 39))).toBe('missed');
  expect(verdictText({ bar: BAR, state: 'missed', reason: 'It hung.' })).toBe('missed');
});
