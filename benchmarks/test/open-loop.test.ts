import { describe, expect, test } from 'vitest';
import { LatencyHistogram } from '../src/load/latency-histogram.js';
import { runArrivals } from '../src/load/open-loop.js';

describe('arrivals', () => {
  test('every task is submitted once, in order, and all are awaited', async () => {
    const submitted: number[] = [];
    let done = 0;
    await runArrivals(Float64Array.of(0, 0, 1, 2), async (index) => {
      submitted.push(index);
      await new Promise((resolve) => setImmediate(resolve));
      done += 1;
    });
    expect(submitted).toEqual([0, 1, 2, 3]);
    expect(done).toBe(4);
  });

  test('no task is submitted before it is due', async () => {
    await runArrivals(Float64Array.of(0, 3, 6), async (_, dueAtMs) => {
      expect(performance.now()).toBeGreaterThanOrEqual(dueAtMs);
    });
  });

  test('a task does not wait for the one before it', async () => {
    let finishFirst = (): void => {};
    const first = new Promise<void>((resolve) => (finishFirst = resolve));
    await runArrivals(Float64Array.of(0, 1), async (index) => {
      if (index === 0) await first;
      else finishFirst();
    });
    expect(finishFirst).toBeDefined();
  });

  test('what was due while the thread stood still counts from then, not from its submission', async () => {
    const stallMs = 60;
    const fromDue = new LatencyHistogram();
    const fromSubmission = new LatencyHistogram();
    const everyMs = Float64Array.from({ length: 50 }, (_, index) => index);
    await runArrivals(everyMs, async (index, dueAtMs) => {
      const submittedAtMs = performance.now();
      if (index === 0) standStill(stallMs);
      fromDue.record(performance.now() - dueAtMs);
      if (index > 0) fromSubmission.record(performance.now() - submittedAtMs);
    });
    // All were due within the first 49 ms, and nothing went before 60 ms were over: half of them waited 35 ms at least.
    expect(fromDue.percentileUs(50)).toBeGreaterThan(30_000);
    // Who looks at the submission sees nothing of it.
    expect(fromSubmission.percentileUs(50)).toBeLessThan(fromDue.percentileUs(50) / 2);
  });

  test('an error of a task is the error of the run', async () => {
    const run = runArrivals(Float64Array.of(0, 5), async () => {
      throw new Error('from a task');
    });
    await expect(run).rejects.toThrow('from a task');
  });
});

describe('latencies', () => {
  const latencies = new LatencyHistogram();
  for (let ms = 1; ms <= 1_000; ms += 1) latencies.record(ms);

  test.each([
    [50, 500],
    [99, 990],
    [99.9, 999],
    [100, 1_000],
  ])('the %d th percentile of 1 … 1,000 ms is %d ms, to three digits', (percent, ms) => {
    expect(latencies.percentileUs(percent) / 1000 / ms).toBeCloseTo(1, 2);
  });

  test('count and readings are of what was recorded', () => {
    expect(latencies.count).toBe(1_000);
    expect(Object.keys(latencies.readings())).toEqual(['p50Us', 'p99Us', 'p999Us']);
  });

  test('a clock that seems to go back makes no negative time', () => {
    const one = new LatencyHistogram();
    one.record(-0.001);
    expect(one.percentileUs(100)).toBe(0.001);
  });
});

/** Keeps the thread busy. */
function standStill(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}
