import { describe, expect, test } from 'vitest';
import type { RunningCaller } from '../src/callers/caller.js';
import { LatencyHistogram } from '../src/load/latency-histogram.js';
import { SKEWS } from '../src/skew/durations.js';
import { greedySchedule } from '../src/skew/greedy-schedule.js';
import { runLoad } from '../src/skew/run-load.js';
import { arriving, atOnce, loadOfRow } from '../src/skew/skewed-load.js';
import type { SpinReport, SpinTask } from '../src/skew/spin-for.js';
import { spinFor } from '../src/skew/spin-for.js';
import { mean, median } from '../src/statistics.js';
import { WrongResultError } from '../src/verify.js';

const [regular, logNormal, firstLong] = SKEWS.map((skew) => skew.durationsUs(1_000)) as [
  Float64Array,
  Float64Array,
  Float64Array,
];

describe('durations', () => {
  test('1 in 50 takes 200 times as long, and it is not the first', () => {
    expect(regular.filter((duration) => duration === 20_000)).toHaveLength(20);
    expect(regular.filter((duration) => duration === 100)).toHaveLength(980);
    expect(regular[0]).toBe(100);
  });

  test('log-normal: half are below the middle, and the mean is far above it', () => {
    const middle = median([...logNormal]);
    expect(middle / 100).toBeCloseTo(1, 0);
    expect(mean([...logNormal]) / middle).toBeGreaterThan(2);
    expect(SKEWS[1]?.durationsUs(1_000)).toEqual(logNormal);
  });

  test('one long first: two workers can end together', () => {
    const total = firstLong.reduce((sum, duration) => sum + duration, 0);
    expect(firstLong[0]).toBeCloseTo(total / 3, 6);
    expect(greedySchedule(firstLong, 2).makespan / (total / 2)).toBeCloseTo(1, 2);
  });
});

test('a row says whether its tasks arrive, and at what load', () => {
  const [skew] = SKEWS;
  if (skew === undefined) throw new Error('Expected a skew, got none.');
  expect(loadOfRow(atOnce(skew), 100, 2).arrivalsMs).toBeUndefined();
  const { durationsUs, arrivalsMs } = loadOfRow(arriving(skew), 20_000, 2);
  const busyMs = durationsUs.reduce((sum, duration) => sum + duration, 0) / 1000;
  expect(busyMs / 2 / (arrivalsMs?.at(-1) ?? 0)).toBeCloseTo(0.7, 1.5);
  expect(() => loadOfRow('no row', 100, 2)).toThrow(RangeError);
});

describe('a run', () => {
  const durationsUs = Float64Array.of(5, 1, 3);

  test('runs every task and records the wait of each', async () => {
    const waits = new LatencyHistogram();
    const milliseconds = await runLoad(poolOf(spinFor), { durationsUs }, waits);
    expect(waits.count).toBe(3);
    expect(milliseconds).toBeGreaterThan(0.009);
  });

  test.each<[string, (task: SpinTask) => SpinReport | undefined]>([
    ['answers for another task', ({ index, durationUs }) => ({ ...spinFor({ index, durationUs }), index: index + 1 })],
    ['takes less time than it should', ({ index }) => ({ index, startedAtUs: 0, elapsedUs: 0 })],
    ['gives no report', () => undefined],
  ])('is void when a task %s', async (_, run) => {
    await expect(runLoad(poolOf(run), { durationsUs }, new LatencyHistogram())).rejects.toThrow(WrongResultError);
  });
});

function poolOf(run: (task: SpinTask) => SpinReport | undefined): RunningCaller {
  return { call: async (_, task) => run(task as SpinTask), stop: async () => {} };
}
