import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Histogram } from '../src/histogram.ts';

const EMPTY = { count: 0, mean: 0, min: 0, max: 0, p50: 0, p75: 0, p90: 0, p99: 0, p999: 0 };
const SHARES = { p50: 0.5, p75: 0.75, p90: 0.9, p99: 0.99, p999: 0.999 } as const;

function histogramOf(nanos: readonly number[]): Histogram {
  const histogram = new Histogram();
  for (const value of nanos) histogram.record(value);
  return histogram;
}

/** The nearest rank, from the values themselves; in milliseconds. */
function truePercentile(nanos: readonly number[], share: number): number {
  const sorted = Float64Array.from(nanos).sort();
  return sorted[Math.ceil(share * sorted.length) - 1]! / 1e6;
}

describe('a histogram', () => {
  it('is all zeros while nothing is recorded', () => {
    expect(new Histogram().summary()).toEqual(EMPTY);
  });

  it('tells one value exactly', () => {
    const summary = histogramOf([1_234_567]).summary();
    expect(new Set(Object.values({ ...summary, count: 1.234567 }))).toEqual(new Set([1.234567]));
  });

  it('tells milliseconds', () => {
    const { mean, min, max } = histogramOf([1e6, 2e6, 6e6]).summary();
    expect({ mean, min, max }).toEqual({ mean: 3, min: 1, max: 6 });
  });

  it('takes many equal values at once, as if one by one', () => {
    const oneByOne = histogramOf([5000, 5000, 5000, 70_000, 70_000]);
    const atOnce = new Histogram();
    atOnce.record(5000, 3);
    atOnce.record(70_000, 2);
    expect(atOnce.summary()).toEqual(oneByOne.summary());
  });

  it('does not let a million tiny values hide behind a few long ones', () => {
    const histogram = new Histogram();
    histogram.record(1000, 1_000_000);
    histogram.record(1e9, 100);
    const { p50, p99, p999, max } = histogram.summary();
    expect([p50, p99, p999].every((millis) => Math.abs(millis - 0.001) < 0.00001)).toBe(true);
    expect(max).toBe(1000);
  });

  it('keeps values from below a nanosecond to over a hundred days', () => {
    const { count, min, max, p50 } = histogramOf([0, 0.25, 1e17]).summary();
    expect({ count, min, max }).toEqual({ count: 3, min: 0, max: 1e11 });
    expect(p50).toBeLessThan(1e-5);
  });

  it('tells plain data that nobody can change', () => {
    const summary = histogramOf([3]).summary();
    expect(JSON.parse(JSON.stringify(summary))).toEqual(summary);
    expect(Object.isFrozen(summary)).toBe(true);
  });

  it('counts on after it was asked', () => {
    const histogram = histogramOf([1e6]);
    const before = histogram.summary();
    histogram.record(3e6);
    expect(before.count).toBe(1);
    expect(histogram.summary()).toMatchObject({ count: 2, mean: 2, max: 3 });
  });

  it('is within 1 % of the true percentiles, for any values', () => {
    const times = fc.oneof(
      fc.integer({ min: 1, max: 100 }),
      fc.integer({ min: 1, max: 1e9 }),
      fc.double({ min: 1, max: 1e14, noNaN: true }),
    );
    fc.assert(
      fc.property(fc.array(times, { minLength: 1, maxLength: 300 }), (nanos) => {
        const summary = histogramOf(nanos).summary();
        for (const [name, share] of Object.entries(SHARES)) {
          const truth = truePercentile(nanos, share);
          expect(Math.abs(summary[name as keyof typeof SHARES] - truth)).toBeLessThanOrEqual(truth * 0.01);
        }
        expect(summary.count).toBe(nanos.length);
        expect(summary.min).toBe(Math.min(...nanos) / 1e6);
        expect(summary.max).toBe(Math.max(...nanos) / 1e6);
      }),
    );
  });

  it('orders what it tells', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1e14, noNaN: true }), { minLength: 1 }), (nanos) => {
        const { min, p50, p75, p90, p99, p999, max } = histogramOf(nanos).summary();
        const told = [min, p50, p75, p90, p99, p999, max];
        expect(told).toEqual([...told].sort((a, b) => a - b));
      }),
    );
  });
});
