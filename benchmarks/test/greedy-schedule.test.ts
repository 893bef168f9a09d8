import { expect, test } from 'vitest';
import { greedySchedule } from '../src/skew/greedy-schedule.js';

function waitsOf(durations: readonly number[], workers: number, arrivals?: readonly number[]): readonly number[] {
  return [...schedule(durations, workers, arrivals).waits];
}

function schedule(durations: readonly number[], workers: number, arrivals?: readonly number[]) {
  return greedySchedule(Float64Array.from(durations), workers, arrivals && Float64Array.from(arrivals));
}

test('one worker does one task after the other', () => {
  expect(schedule([3, 1, 2], 1).makespan).toBe(6);
  expect(waitsOf([3, 1, 2], 1)).toEqual([0, 3, 4]);
});

test('short tasks go past a long one that came first', () => {
  expect(schedule([3, 1, 1, 1], 2).makespan).toBe(3);
  expect(waitsOf([3, 1, 1, 1], 2)).toEqual([0, 0, 1, 2]);
});

test('keeps the order, so a long task at the end makes it later than the best order would', () => {
  expect(schedule([1, 1, 1, 1, 4], 2).makespan).toBe(6);
  expect(schedule([4, 1, 1, 1, 1], 2).makespan).toBe(4);
});

test('more workers than tasks: as long as the longest, and nobody waits', () => {
  expect(schedule([2, 7, 5], 8).makespan).toBe(7);
  expect(waitsOf([2, 7, 5], 8)).toEqual([0, 0, 0]);
});

test('a task waits from its arrival on, and starts no earlier', () => {
  // The worker is busy from 0 to 4, then from 4 to 5; it has nothing to do until 10.
  expect(waitsOf([4, 1, 1], 1, [0, 1, 10])).toEqual([0, 3, 0]);
  expect(schedule([4, 1, 1], 1, [0, 1, 10]).makespan).toBe(11);
});

test('no tasks take no time', () => {
  expect(schedule([], 2).makespan).toBe(0);
});
