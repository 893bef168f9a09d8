import { describe, expect, test } from 'vitest';
import type { Bar } from '../src/bars.js';
import { missedBarText } from '../src/report.js';
import type { Sample } from '../src/results.js';
import { bestSamples, judge, pairedRatios } from '../src/verdict.js';
import { rates, resultsOf, samplesAt } from './sample-builder.js';

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

const OURS = 'S1/1 worker/ringpool/default';
const SLOW = 'S1/1 worker/piscina/default';
const FAST = 'S1/1 worker/piscina/16 tasks';

function judgeOne(
  bar: Bar,
  samples: readonly Sample[],
  rest: Parameters<typeof resultsOf>[1] = {},
): ReturnType<typeof judge>[0] {
  return judge([bar], resultsOf(samples, rest))[0]!;
}

describe('judging a bar', () => {
  test('takes the median of the pairs, round by round', () => {
    const verdict = judgeOne(BAR, [
      ...samplesAt(OURS, ...rates(400, 900, 1000)),
      ...samplesAt(SLOW, ...rates(10, 10, 20)),
    ]);
    expect(verdict).toMatchObject({
      state: 'met',
      reachesGoal: false,
      ratio: { median: 50, min: 40, max: 90, count: 3 },
    });
  });

  test('is missed by a hair', () => {
    const verdict = judgeOne(BAR, [...samplesAt(OURS, ...rates(399.9)), ...samplesAt(SLOW, ...rates(10))]);
    expect(verdict.state).toBe('missed');
    expect(missedBarText(verdict)).toBe('S1 1 worker, tasks/s: expected ringpool to reach ≥ 40 × piscina, got 40 ×.');
  });

  test('is met exactly at the bar', () => {
    expect(judgeOne(BAR, [...samplesAt(OURS, ...rates(400)), ...samplesAt(SLOW, ...rates(10))]).state).toBe('met');
  });

  test('says when the goal is reached', () => {
    const verdict = judgeOne(BAR, [...samplesAt(OURS, ...rates(600)), ...samplesAt(SLOW, ...rates(10))]);
    expect(verdict).toMatchObject({ state: 'met', reachesGoal: true });
  });

  test('compares with the best setting of the reference', () => {
    const samples = [
      ...samplesAt(OURS, ...rates(500, 500)),
      ...samplesAt(SLOW, ...rates(1, 1)),
      ...samplesAt(FAST, ...rates(100, 100)),
    ];
    expect(judgeOne(BAR, samples)).toMatchObject({ state: 'missed', ratio: { median: 5 } });
  });

  test('compares with the default where the bar says so', () => {
    const samples = [
      ...samplesAt(OURS, ...rates(500, 500)),
      ...samplesAt(SLOW, ...rates(1, 1)),
      ...samplesAt(FAST, ...rates(100, 100)),
    ];
    const bar: Bar = { ...BAR, referenceSetting: 'default' };
    expect(judgeOne(bar, samples)).toMatchObject({ state: 'met', ratio: { median: 500 } });
  });

  test('is held against a fixed figure', () => {
    const bar: Bar = { ...BAR, metric: 'idleCpuPercent', reference: 'half a percent', limit: 0.5, atLeast: 1 };
    const samplesOf = (...percents: readonly number[]): readonly Sample[] =>
      samplesAt(OURS, ...percents.map((idleCpuPercent) => ({ idleCpuPercent })));
    expect(judgeOne(bar, samplesOf(0.25, 0.5, 0.4))).toMatchObject({ state: 'met', ratio: { median: 1.25, min: 1 } });
    expect(judgeOne(bar, samplesOf(0.51))).toMatchObject({ state: 'missed' });
    expect(judgeOne(bar, samplesOf(0))).toMatchObject({ state: 'met', ratio: { median: Infinity } });
  });

  test('allows the subject to take so much more than the reference', () => {
    const bar: Bar = { ...BAR, metric: 'memoryPerWorkerMb', allowance: 1.5, atLeast: 1 };
    const memory = (ours: number): readonly Sample[] => [
      ...samplesAt(OURS, { memoryPerWorkerMb: ours }),
      ...samplesAt(SLOW, { memoryPerWorkerMb: 8 }),
    ];
    expect(judgeOne(bar, memory(9.5))).toMatchObject({ state: 'met', ratio: { median: 1 } });
    expect(judgeOne(bar, memory(9.6))).toMatchObject({ state: 'missed' });
    expect(missedBarText(judgeOne(bar, memory(19)))).toContain('× piscina + 1.5, got 0.5 ×.');
  });

  test('can read the reference by another metric', () => {
    const bar: Bar = { ...BAR, metric: 'p99Us', referenceMetric: 'p50Us', atLeast: 1 };
    const own = samplesAt(OURS, { p50Us: 1, p99Us: 30 });
    expect(judgeOne(bar, [...own, ...samplesAt(SLOW, { p50Us: 60, p99Us: 90 })])).toMatchObject({
      state: 'met',
      ratio: { median: 2 },
    });
    expect(judgeOne(bar, [...own, ...samplesAt(SLOW, { p50Us: 20, p99Us: 90 })]).state).toBe('missed');
  });

  test('is missed when the subject failed', () => {
    const failure = {
      scenario: 'S1',
      row: '1 worker',
      contender: 'ringpool',
      setting: 'default',
      round: 0,
      message: 'It hung.',
    };
    const verdict = judgeOne(BAR, samplesAt(SLOW, ...rates(10)), { failures: [failure] });
    expect(verdict).toEqual({ bar: BAR, state: 'missed', reason: 'It hung.' });
  });

  test('is missed when the subject gave nothing in a row that was run', () => {
    expect(judgeOne(BAR, samplesAt(SLOW, ...rates(10)))).toMatchObject({ state: 'missed' });
  });

  test('is not judged when its row was not run', () => {
    expect(judgeOne(BAR, samplesAt('S1/2 workers/ringpool/default', ...rates(10)))).toMatchObject({
      state: 'not measured',
    });
  });

  test('is not judged when the reference had to be left out', () => {
    expect(judgeOne(BAR, samplesAt(OURS, ...rates(10)))).toMatchObject({ state: 'not measured' });
  });
});

describe('the best setting', () => {
  test('is the one with the best median', () => {
    const samples = [...samplesAt(SLOW, ...rates(10, 200, 10)), ...samplesAt(FAST, ...rates(20, 20, 20))];
    expect(bestSamples(samples, 'piscina', 'tasksPerSecond')[0]?.setting).toBe('16 tasks');
  });

  test('is the one with the lowest time', () => {
    const samples = [...samplesAt(SLOW, { p50Us: 3 }), ...samplesAt(FAST, { p50Us: 2 })];
    expect(bestSamples(samples, 'piscina', 'p50Us')[0]?.setting).toBe('16 tasks');
  });

  test('is one that was measured in every round', () => {
    const samples = [...samplesAt(SLOW, ...rates(10, 10)), ...samplesAt(FAST, ...rates(20))];
    expect(bestSamples(samples, 'piscina', 'tasksPerSecond')[0]?.setting).toBe('default');
  });

  test('is nothing for who was not measured', () => {
    expect(bestSamples(samplesAt(SLOW, ...rates(10)), 'ringpool', 'tasksPerSecond')).toEqual([]);
  });
});

test('pairs samples of the same round only', () => {
  const subject = samplesAt(OURS, ...rates(10, 20, 30));
  const reference = samplesAt(SLOW, ...rates(1, 2, 3)).filter(({ round }) => round !== 1);
  expect(pairedRatios(subject, reference, 'tasksPerSecond')).toEqual([10, 10]);
});
