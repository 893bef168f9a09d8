import { beforeEach, describe, expect, it } from 'vitest';
import { BatchClock } from '../src/worker/batch-clock.ts';
import { HoldBack } from '../src/worker/hold-back.ts';

let batch: BatchClock;

beforeEach(() => {
  batch = new BatchClock();
});

/** Runs `items` that take `millis` together. */
function run(items: number, millis: number): void {
  batch.items += items;
  batch.close(batch.start + millis);
}

describe('a batch', () => {
  it('is one item at first', () => {
    expect(batch.isDue).toBe(false);
    batch.items += 1;
    expect(batch.isDue).toBe(true);
  });

  it('has twice as many items after a tiny one, up to 64', () => {
    const limits: number[] = [];
    for (let round = 0; round < 8; round += 1) {
      run(batch.limit, 0.01);
      limits.push(batch.limit);
    }
    expect(limits).toEqual([2, 4, 8, 16, 32, 64, 64, 64]);
  });

  it('is one item again after one that took longer', () => {
    for (let round = 0; round < 5; round += 1) run(batch.limit, 0.01);
    run(batch.limit, 0.03);
    expect(batch.limit).toBe(1);
  });

  it('gives the mean of what its items took', () => {
    run(4, 0.01);
    expect(batch.itemNanos).toBe(2500);
  });

  it('counts items over all batches', () => {
    run(3, 0.01);
    batch.items += 2;
    expect(batch.itemsInAll).toBe(5);
  });

  it('estimates when its newest item started from what items took lately', () => {
    run(2, 0.01);
    batch.items += 1;
    expect(batch.newestStart).toBe(batch.start);
    batch.items += 2;
    expect(batch.newestStart).toBe(batch.start + 0.01);
  });

  it('measures an item that runs alone, and takes the mean for others', () => {
    batch.start = performance.now() - 5;
    batch.items += 1;
    expect(batch.newestNanos).toBeGreaterThanOrEqual(5e6);
    batch.items += 1;
    expect(batch.newestNanos).toBe(0);
  });
});

describe('results that a chunk holds back', () => {
  function until(millis: number): void {
    const end = performance.now() + millis;
    while (performance.now() < end);
  }

  it('are held back until two milliseconds are over', () => {
    const holdBack = new HoldBack(batch);
    batch.start = performance.now();
    holdBack.begin(false, false);
    batch.items += 1;
    until(3);
    expect(holdBack.isOver()).toBe(true);
  });

  it('are not looked at for long after tiny items', () => {
    const holdBack = new HoldBack(batch);
    batch.start = performance.now();
    batch.items += 1_000_000;
    holdBack.begin(false, false);
    holdBack.isOver();
    until(3);
    expect(holdBack.isOver()).toBe(false);
  });

  it('are told where the next blocks might end too late, counted from the first that is held back', () => {
    const holdBack = new HoldBack(batch);
    holdBack.begin(true, false);
    until(2);
    holdBack.begin(true, true);
    until(2);
    expect(holdBack.hasTimeForAnother).toBe(false);
  });
});
