import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { autoChunkSize, defaultChunkSize } from '../src/chunking.ts';

describe('the default chunk size', () => {
  it.each([
    [0, 4, 1],
    [1, 4, 1],
    [15, 4, 1],
    [16, 4, 1],
    [17, 4, 2],
    [100, 4, 7],
    [1000, 3, 84],
    [1, 1, 1],
    [5, 1, 2],
  ])('for %d items and %d workers is %d, as in Python', (length, workers, size) => {
    expect(defaultChunkSize(length, workers)).toBe(size);
  });

  it('makes at most four chunks for each worker', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000 }), fc.integer({ min: 1, max: 64 }), (length, workers) => {
        expect(Math.ceil(length / defaultChunkSize(length, workers))).toBeLessThanOrEqual(4 * workers);
      }),
    );
  });
});

describe('the measured chunk size', () => {
  it('is 1 before anything is measured', () => {
    expect(autoChunkSize(undefined, 1_000_000, 2)).toBe(1);
  });

  it('is 1 for a task that takes long', () => {
    expect(autoChunkSize(1e9, 1_000_000, 2)).toBe(1);
  });

  it('grows as tasks get shorter', () => {
    const sizes = [1e6, 1e5, 1e4, 1e3].map((nanos) => autoChunkSize(nanos, 1e9, 2));
    expect(sizes).toEqual([...sizes].sort((a, b) => a - b));
    expect(new Set(sizes).size).toBe(4);
  });

  it('is never more than each worker’s share', () => {
    expect(autoChunkSize(50_000, 100, 5)).toBe(defaultChunkSize(100, 5));
    expect(autoChunkSize(50_000, 100, 5, 2)).toBe(10);
  });

  it('is never so small that sending costs more than running', () => {
    expect(autoChunkSize(50_000, 20, 10)).toBe(3);
    expect(autoChunkSize(1000, 100, 5)).toBe(100);
    expect(autoChunkSize(1_000_000, 20, 10)).toBe(1);
  });

  it('is at least 1 and an integer for any measurement', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1e12, noNaN: true }),
        fc.integer({ min: 1, max: 1e6 }),
        fc.integer({ min: 1, max: 64 }),
        (nanos, itemsLeft, workers) => {
          const size = autoChunkSize(nanos, itemsLeft, workers);
          expect(Number.isInteger(size)).toBe(true);
          expect(size).toBeGreaterThanOrEqual(1);
          expect(size).toBeLessThanOrEqual(itemsLeft);
        },
      ),
    );
  });
});
