import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import type { PythonRequest } from '../src/contenders/python-pool.js';
import {
  measurePythonPool,
  missingPython,
  pythonCells,
  pythonOutcome,
  pythonVersion,
} from '../src/contenders/python-pool.js';
import { WrongResultError } from '../src/verify.js';

const REQUESTS: readonly PythonRequest[] = [
  { mode: 'tiny', in_flight: 8, warm_up_s: 0.01, measured_s: 0.05 },
  { mode: 'awaited', warm_up_s: 0.01, measured_s: 0.05 },
  { mode: 'map', count: 1_000, runs: 2 },
  { mode: 'start' },
];

/** Where there is no python3, the first test below says so, and these have nothing to measure. */
const MEASURED = pythonVersion() === undefined ? [] : REQUESTS;

test('is measured or said to be left out', async () => {
  const leftOut = await missingPython();
  expect(leftOut.length + pythonCells('S1', '1 worker').length).toBe(1);
});

test('every figure of a short run on two workers is a positive number', async () => {
  for (const request of MEASURED) {
    const { readings, costs } = await measurePythonPool(2, request);
    const figures = [...Object.values(readings), ...Object.values(costs ?? {})];
    expect(figures.length).toBeGreaterThan(1);
    for (const figure of figures) expect(figure).toBeGreaterThan(0);
  }
});

test('the script counts every kind of wrong result', () => {
  const cases = ['[1, 2], [2, 3]', '[1, 2], [3, 2]', '[1, 2], [2]', '[1], [2, 3]', '[1], [1]'];
  const calls = cases.map((arguments_) => `pool_benchmark.count_wrong(${arguments_})`).join(', ');
  const counts = MEASURED.length === 0 ? '0 2 1 1 1' : python(`import pool_benchmark; print(${calls})`);
  expect(counts).toBe('0 2 1 1 1');
});

function python(script: string): string {
  const cwd = new URL('../python/', import.meta.url);
  return execFileSync('python3', ['-B', '-c', script], { cwd, encoding: 'utf8' }).trim();
}

describe('what the script prints', () => {
  const sample = { readings: { tasksPerSecond: 5 }, costs: { peakMemoryMb: 16 } };

  test('is read', () => {
    expect(pythonOutcome(`${JSON.stringify({ ...sample, wrong: 0 })}\n`)).toEqual(sample);
  });

  test('voids the run when a result was wrong', () => {
    expect(() => pythonOutcome(JSON.stringify({ ...sample, wrong: 1 }))).toThrow(WrongResultError);
  });
});
