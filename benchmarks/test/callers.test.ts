import { describe, expect, test } from 'vitest';
// The built files: what runs in workers cannot be TypeScript on every Node line.
import { CALLERS, callerNamed } from '../dist/callers/callers.js';
import type { RunningCaller } from '../dist/callers/caller.js';
import { LatencyHistogram } from '../dist/load/latency-histogram.js';
import { checkPayload } from '../dist/payloads/check-payload.js';
import { PAYLOADS } from '../dist/payloads/payloads.js';
import { runLoad } from '../dist/skew/run-load.js';
import { WrongResultError } from '../dist/verify.js';
import { runAllAtOnce } from '../dist/workloads/all-at-once.js';
import { factorial } from '../dist/workloads/functions.js';
import { isAboutPi } from '../dist/workloads/workloads.js';

const ALL = CALLERS.flatMap(({ name, settings }) => settings.map((setting) => [name, setting] as const));

describe.each(ALL)('%s (%s)', (name, setting) => {
  test('runs the functions of the published workloads', async () => {
    const pool = await callerNamed(name).start(2, setting);
    expect(await pool.call('addPair', { a: 1, b: 2 })).toBe(3);
    expect(await pool.call('empty')).toBeUndefined();
    expect(await pool.call('factorial', 20)).toBe(2_432_902_008_176_640_000n);
    expect(isAboutPi(await pool.call('estimatePi'))).toBe(true);
    await pool.stop();
  });
});

describe.each(['ringpool', 'piscina'])('%s', (name) => {
  test('brings every payload there and back', async () => {
    const pool = await callerNamed(name).start(1, 'default');
    const echoMoved = (value: unknown) => pool.echoMoved!(value as Float64Array);
    for (const payload of PAYLOADS) {
      await checkPayload(payload, payload.isMoved ? echoMoved : (value) => pool.call('echo', value));
    }
    await pool.stop();
  });

  test('runs tasks of different lengths as they arrive', async () => {
    const pool = await callerNamed(name).start(2, 'default');
    const waits = new LatencyHistogram();
    await runLoad(pool, { durationsUs: Float64Array.of(100, 10, 1), arrivalsMs: Float64Array.of(0, 0, 1) }, waits);
    expect(waits.count).toBe(3);
    await pool.stop();
  });
});

test('n! is what it is', () => {
  expect([0, 1, 2, 5].map(factorial)).toEqual([1n, 1n, 2n, 120n]);
  expect(factorial(1000).toString(2)).toHaveLength(8530);
});

test('a wrong result of one call among many voids the run', async () => {
  let calls = 0;
  const pool: RunningCaller = { call: async () => (calls += 1), stop: async () => {} };
  const run = runAllAtOnce(pool, { name: 'empty', count: 100, isRight: (result) => result !== 57 });
  await expect(run).rejects.toThrow(WrongResultError);
});

test('an estimate of π is told from anything else', () => {
  expect([3.1, 3.2].every(isAboutPi)).toBe(true);
  expect([2.9, 3.4, 0, Number.NaN, undefined, '3.14'].some(isAboutPi)).toBe(false);
});
