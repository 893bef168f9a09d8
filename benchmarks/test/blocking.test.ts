import { expect, test } from 'vitest';
// The built files: what runs in workers cannot be TypeScript on every Node line.
import { SYNC_CALLERS, syncCallerNamed } from '../dist/contenders/sync-callers.js';
import { measureBlockingLatencies, measureLatencies } from '../dist/latencies.js';

const SHORT = { warmUpMs: 1, measuredMs: 5 };

test.each(SYNC_CALLERS.map(({ name }) => name))('%s answers blocking calls, parked and not', async (name) => {
  const caller = await syncCallerNamed(name).start(2);
  const asked = [0, -1, 1.5, 2 ** 40];
  for (const pauseMs of [0, 5]) {
    const results = asked.map((x) => {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pauseMs);
      return caller.addOneSync(x);
    });
    expect(results).toEqual(asked.map((x) => x + 1));
  }
  await caller.stop();
});

test('gives percentiles in their order, and what a call cost', async () => {
  const outcomes = [measureBlockingLatencies(() => {}, SHORT), await measureLatencies(async () => {}, SHORT)];
  for (const { readings, costs } of outcomes) {
    expect(readings.p50Us).toBeGreaterThanOrEqual(0);
    expect(readings.p99Us).toBeGreaterThanOrEqual(readings.p50Us!);
    expect(readings.p999Us).toBeGreaterThanOrEqual(readings.p99Us!);
    expect(costs?.allCpuUsPerTask).toBeGreaterThan(0);
  }
});

test('prepares each call off the clock, and then tells no CPU time', () => {
  const pauseMs = 5;
  let prepared = 0;
  let called = 0;
  const prepare = (): void => {
    prepared += 1;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pauseMs);
  };
  const plan = { warmUpMs: 0, measuredMs: 0 };
  const { costs, readings } = measureBlockingLatencies(() => (called += 1), plan, prepare);
  expect(called).toBeGreaterThan(0);
  expect(prepared).toBe(called);
  // A call that does nothing: were the pause in it, it would take thousands of times as long.
  expect(readings.p50Us).toBeLessThan(pauseMs * 1000);
  expect(Object.keys(costs ?? {})).toEqual(['peakMemoryMb']);
});

test('throws what a call throws', () => {
  expect(() => measureBlockingLatencies(() => expect.fail('wrong'), SHORT)).toThrow('wrong');
});
