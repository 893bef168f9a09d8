import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { kindOfItem, ResultKind } from '../src/transport/result-record.ts';
import {
  closeIntake,
  encoded,
  hooks,
  job,
  numbers,
  openIntake,
  scheduler,
  sent,
  SQUARE,
  statistics,
  table,
  take,
  WORKER,
} from './intake-bench.ts';

// Before the modules under test take hold of the clock.
vi.hoisted(() => {
  vi.useFakeTimers();
  vi.advanceTimersByTime(1000);
});

beforeEach(openIntake);
afterEach(closeIntake);

describe('what results say of time', () => {
  const OTHER = 4;

  it('counts once where results say the same of the same function, one after the other', () => {
    const observe = vi.spyOn(scheduler, 'observe');
    for (const nanos of [300, 300, 300]) take(ResultKind.Values, sent(), encoded(1), undefined, nanos);
    expect(observe.mock.calls).toEqual([[SQUARE, 300]]);
    expect(statistics.runTime.count).toBe(3);
  });

  it('counts again after another time, or that of another function', () => {
    const observe = vi.spyOn(scheduler, 'observe');
    const other = table.add(job, OTHER, 0, 1);
    table.assign(other, WORKER, 0);
    for (const nanos of [300, 500, 300]) take(ResultKind.Values, sent(), encoded(1), undefined, nanos);
    take(ResultKind.Values, other, encoded(1), undefined, 300);
    take(ResultKind.Values, sent(), encoded(1), undefined, 300);
    expect(observe.mock.calls).toEqual([
      [SQUARE, 300],
      [SQUARE, 500],
      [SQUARE, 300],
      [OTHER, 300],
      [SQUARE, 300],
    ]);
    expect(scheduler.measured(OTHER)).toBe(300);
  });

  it('counts again after a result that was not measured', () => {
    const observe = vi.spyOn(scheduler, 'observe');
    for (const nanos of [300, 0, 0, 300]) take(ResultKind.Values, sent(), encoded(1), undefined, nanos);
    expect(observe.mock.calls).toEqual([
      [SQUARE, 300],
      [SQUARE, 300],
    ]);
    expect(statistics.runTime.count).toBe(2);
    expect(statistics.done).toBe(4);
  });

  it('counts in records of every kind, and in those that follow them', () => {
    const observe = vi.spyOn(scheduler, 'observe');
    take(ResultKind.Numbers, sent(2), numbers(1, 2), undefined, 300);
    take(ResultKind.Thrown, sent(), encoded('wrong'), undefined, 300);
    take(kindOfItem(ResultKind.Values, 1), sent(2), encoded('b'), undefined, 300);
    take(ResultKind.Values, sent(), encoded(1), undefined, 300);
    expect(observe.mock.calls).toEqual([[SQUARE, 300]]);
    expect(statistics.runTime.count).toBe(5);
  });

  it('does not count for items that did not run to their end', () => {
    const slot = sent(5);
    hooks.wasStopped.mockReturnValue(true);
    take(ResultKind.Values, slot, encoded('a'), undefined, 300);
    take(ResultKind.Stopped, slot, new Uint8Array(0), undefined, 300);
    expect([statistics.runTime.count, statistics.failed]).toEqual([1, 4]);
  });
});

describe('the statistics', () => {
  it('count what came, and how long it ran', () => {
    take(ResultKind.Values, sent(3), encoded(1, 2, 3), undefined, 2_000_000);
    take(ResultKind.Thrown, sent(), encoded('wrong'), undefined, 4_000_000);
    expect([statistics.done, statistics.failed]).toEqual([3, 1]);
    expect(statistics.runTime).toMatchObject({ count: 4, min: expect.closeTo(2, 0) as number });
  });

  it('count the waiting of a record once, without the time of the task itself', () => {
    const slot = sent(2);
    table.setSubmittedAt(slot, performance.now());
    vi.advanceTimersByTime(100);
    take(ResultKind.Values, slot, encoded(1), undefined, 30_000_000);
    vi.advanceTimersByTime(100);
    take(ResultKind.Values, slot, encoded(1), undefined, 30_000_000);
    expect(statistics.waitTime.count).toBe(2);
    expect(statistics.waitTime.max).toBeCloseTo(70, 0);
  });

  it('count no waiting that was not measured, nor a negative one', () => {
    take(ResultKind.Values, sent(), encoded(1), undefined, 1000);
    expect(statistics.waitTime.count).toBe(0);
    const slot = sent();
    table.setSubmittedAt(slot, performance.now());
    take(ResultKind.Values, slot, encoded(1), undefined, 5_000_000);
    expect(statistics.waitTime).toMatchObject({ count: 1, max: 0 });
  });
});
