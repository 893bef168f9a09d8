import { describe, expect, it } from 'vitest';
import { NO_WORKER, Scheduler } from '../src/scheduler.ts';
import { addReady, dispatch, finish, held, LONG, makeScheduler, NANO, NORM, TINY } from './scheduler-bench.ts';

describe('many functions', () => {
  // More than there is room for at first, by several doublings.
  const COUNT = 500;

  it('have a measured time each', () => {
    const scheduler = new Scheduler(1);
    for (let functionId = 0; functionId < COUNT; functionId += 2) scheduler.observe(functionId, 1000 + functionId);
    for (let functionId = 0; functionId < COUNT; functionId += 1)
      expect(scheduler.measured(functionId)).toBe(functionId % 2 === 0 ? 1000 + functionId : undefined);
    expect(scheduler.isExpectedToTake(1_000_000, COUNT + 1)).toBe(true);
    expect(scheduler.isExpectedToTake(1_000_000, COUNT - 1)).toBe(true);
    expect(scheduler.isExpectedToTake(1_000_000, COUNT - 2)).toBe(false);
  });

  it('count as long before their first result, the last of them too', () => {
    const scheduler = makeScheduler(2);
    for (const worker of [0, 1]) addReady(scheduler, worker);
    const chosen = Array.from({ length: 5 }, () => {
      const worker = scheduler.choose(COUNT, 1);
      if (worker !== NO_WORKER) dispatch(scheduler, worker, 1, COUNT);
      return worker;
    });
    expect(chosen).toEqual([0, 1, 0, 1, NO_WORKER]);
    scheduler.observe(COUNT, TINY);
    expect(scheduler.measured(COUNT)).toBe(TINY);
  });
});

describe('many records', () => {
  // More slots than there is room for at first, by several doublings.
  const COUNT = 3000;

  it('weigh what they did when they were sent, until they are done, in whatever order', () => {
    const scheduler = makeScheduler(2);
    for (const worker of [0, 1]) addReady(scheduler, worker);
    for (let record = 0; record < COUNT; record += 1) dispatch(scheduler, 0, 1 + (record % 7) * 100);
    // So that the first worker never holds nothing: then what rests on it would be forgotten.
    dispatch(scheduler, 0, 1000);
    const stays = held[0]!.pop()!;
    scheduler.observe(NANO, LONG);
    held[0]!.reverse();
    while (held[0]!.length > 0) finish(scheduler, 0);
    expect(scheduler.recordsOf(0)).toBe(1);
    scheduler.observe(NORM, 1);
    dispatch(scheduler, 1, 1001, NORM);
    expect(scheduler.choose(NORM, 60_000)).toBe(0);
    finish(scheduler, 1);
    dispatch(scheduler, 1, 999, NORM);
    expect(scheduler.choose(NORM, 60_000)).toBe(1);
    scheduler.finished(0, stays);
    expect(scheduler.choose(NORM, 60_000)).toBe(0);
  });

  it('may have a slot far beyond all others', () => {
    const scheduler = makeScheduler(1);
    addReady(scheduler, 0);
    scheduler.dispatched(0, 100_000, NANO, LONG);
    scheduler.dispatched(0, 3, NANO, 1000);
    expect(scheduler.takes(0)).toBe(false);
    scheduler.finished(0, 100_000);
    expect([scheduler.takes(0), scheduler.choose(NANO, 900_000)]).toEqual([true, 0]);
  });

  it('may use a slot again, with another weight', () => {
    const scheduler = makeScheduler(2);
    for (const worker of [0, 1]) addReady(scheduler, worker);
    scheduler.dispatched(0, 7, NANO, LONG);
    scheduler.finished(0, 7);
    scheduler.dispatched(0, 7, NANO, 200_000);
    scheduler.dispatched(0, 8, NANO, 100_000);
    scheduler.dispatched(1, 9, NANO, 150_000);
    scheduler.finished(0, 7);
    expect(scheduler.choose(NANO, 60_000)).toBe(0);
  });
});
