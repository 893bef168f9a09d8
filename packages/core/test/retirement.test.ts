import { describe, expect, it } from 'vitest';
import { Retirement } from '../src/worker/retirement.ts';

const TINY_HEAP_MB = 0.001;

describe('a worker retires', () => {
  it('never, when nothing is said', () => {
    const retirement = new Retirement(Infinity, Infinity);
    expect(retirement.isDue(1e9, 1e9)).toBe(false);
    expect(retirement.isDueBeforeSleep(1e9, 1e9)).toBe(false);
    expect(retirement.itemsLeft(5)).toBe(Infinity);
  });

  it('once it has run its items', () => {
    const retirement = new Retirement(3, Infinity);
    expect([2, 3, 4].map((items) => retirement.isDue(items, 0))).toEqual([false, true, true]);
    expect(retirement.itemsLeft(2)).toBe(1);
  });

  it('once its heap is larger than it may be', () => {
    expect(new Retirement(Infinity, TINY_HEAP_MB).isDue(1, 100)).toBe(true);
    expect(new Retirement(Infinity, 1e6).isDue(1, 100)).toBe(false);
  });

  it('by a look at the heap every 20 ms of work', () => {
    const retirement = new Retirement(Infinity, TINY_HEAP_MB);
    expect([0, 19, 20, 30, 40].map((time) => retirement.isDue(time + 1, time))).toEqual([
      true,
      false,
      true,
      false,
      true,
    ]);
  });

  it('before a sleep too, when it has worked since the last look', () => {
    const retirement = new Retirement(Infinity, TINY_HEAP_MB);
    expect(retirement.isDueBeforeSleep(0, 5)).toBe(false);
    expect(retirement.isDueBeforeSleep(1, 5)).toBe(true);
    expect(retirement.isDueBeforeSleep(1, 500)).toBe(false);
  });
});
