import { expect, test } from 'vitest';
import { arrivalTimes } from '../src/load/arrivals.js';
import { bestCapacity, settingsThatCarry } from '../src/load/capacity.js';

const COUNT = 20_000;
const PER_SECOND = 500;
const MEAN_GAP_MS = 1000 / PER_SECOND;

const times = arrivalTimes(COUNT, PER_SECOND, 1);
const gaps = times.map((time, index) => time - (times[index - 1] ?? 0));

function shareOfGapsAbove(ms: number): number {
  return gaps.filter((gap) => gap > ms).length / COUNT;
}

test('as many tasks arrive per second as asked for', () => {
  expect((times[COUNT - 1] ?? 0) / COUNT / MEAN_GAP_MS).toBeCloseTo(1, 1);
});

test('no task arrives before the one in front of it', () => {
  expect(gaps.every((gap) => gap >= 0)).toBe(true);
});

test('gaps are exponentially distributed', () => {
  expect(shareOfGapsAbove(MEAN_GAP_MS)).toBeCloseTo(Math.exp(-1), 1.7);
  expect(shareOfGapsAbove(3 * MEAN_GAP_MS)).toBeCloseTo(Math.exp(-3), 1.7);
});

test('the same seed gives the same arrivals, another seed others', () => {
  expect(arrivalTimes(100, PER_SECOND, 1)).toEqual(times.slice(0, 100));
  expect(arrivalTimes(100, PER_SECOND, 2)).not.toEqual(times.slice(0, 100));
});

test('half of a rate takes twice as long, with the same bursts', () => {
  const slower = arrivalTimes(100, PER_SECOND / 2, 1);
  slower.forEach((time, index) => expect(time).toBeCloseTo(2 * (times[index] ?? 0), 9));
});

test('the capacity is that of the best setting, and settings below the arrivals are left out', () => {
  const capacities = new Map([
    ['default', 10],
    ['16 tasks', 50],
    ['16 tasks, async', 70],
  ]);
  expect(bestCapacity(capacities)).toBe(70);
  expect(settingsThatCarry(capacities, 35)).toEqual(['16 tasks, async', '16 tasks']);
  expect(settingsThatCarry(capacities, 5)).toEqual(['16 tasks, async', '16 tasks', 'default']);
  expect(bestCapacity(new Map())).toBe(0);
});
