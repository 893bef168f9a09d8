import { describe, expect, test } from 'vitest';
import { resampleRange, statisticRow } from '../../src/bootstrap/bootstrap-kernel.js';
import type { HourlyDelays } from '../../src/bootstrap/hourly-delays.js';
import { Xoshiro128 } from '../../src/bootstrap/xoshiro128.js';

function sampleOf(...hours: number[][]): HourlyDelays {
  const delays = Int16Array.from(hours.flat());
  const hourStarts = Int32Array.from([0, ...hours.map((_, hour) => hours.slice(0, hour + 1).flat().length)]);
  return { delays, hourStarts, lowest: Math.min(...delays), highest: Math.max(...delays) };
}

function resample(sample: HourlyDelays, resamples: number, cuts: number[] = []): Float64Array {
  const statistics = new Float64Array(2 * (sample.hourStarts.length - 1) * resamples);
  const edges = [0, ...cuts, resamples];
  edges.slice(1).forEach((end, index) => resampleRange({ sample, begin: edges[index]!, end, statistics }));
  return statistics;
}

function row(statistics: Float64Array, hour: number, statistic: 'mean' | 'median', resamples: number): number[] {
  const start = statisticRow(hour, statistic, resamples);
  return [...statistics.subarray(start, start + resamples)];
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function deviation(values: readonly number[]): number {
  const centre = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - centre) ** 2)));
}

function sortedMedian(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return (sorted[Math.floor((sorted.length - 1) / 2)]! + sorted[Math.ceil((sorted.length - 1) / 2)]!) / 2;
}

const SKEWED = Array.from({ length: 400 }, (_, i) => Math.round(-20 + 0.004 * i * i));

describe('resampleRange', () => {
  test('gives the constant itself for a sample of one value', () => {
    const statistics = resample(sampleOf([7, 7, 7, 7], [-3], [0, 0]), 20);
    expect(new Set(row(statistics, 0, 'mean', 20))).toEqual(new Set([7]));
    expect(new Set(row(statistics, 0, 'median', 20))).toEqual(new Set([7]));
    expect(new Set(row(statistics, 1, 'mean', 20))).toEqual(new Set([-3]));
    expect(new Set(row(statistics, 1, 'median', 20))).toEqual(new Set([-3]));
    expect(new Set(row(statistics, 2, 'median', 20))).toEqual(new Set([0]));
  });

  test.each([
    ['odd', 7],
    ['even', 8],
  ])('finds the mean and median that drawing and sorting find, with an %s number of flights', (_, flights) => {
    const delays = Array.from({ length: flights }, (_unused, i) => i * i - 9);
    const statistics = resample(sampleOf(delays), 50);
    const drawn = Array.from({ length: 50 }, (_unused, index) => {
      const generator = Xoshiro128.ofStream(1, index);
      return delays.map(() => delays[Math.trunc((generator.nextUint32() / 2 ** 32) * flights)]!);
    });
    expect(row(statistics, 0, 'mean', 50)).toEqual(drawn.map(mean));
    expect(row(statistics, 0, 'median', 50)).toEqual(drawn.map(sortedMedian));
  });

  test('gives the same bits however the resamples are cut into tasks', () => {
    const sample = sampleOf(SKEWED, [5, 4, 3, 2, 1]);
    const whole = resample(sample, 64);
    expect(resample(sample, 64, [1, 2, 30, 63])).toEqual(whole);
    expect(resample(sample, 64, [32])).toEqual(whole);
  });

  // Theory: the means of the resamples scatter around the sample's mean with the standard error, its deviation / √n.
  test('scatters the means around that of the sample, as wide as the standard error', () => {
    const resamples = 2000;
    const means = row(resample(sampleOf(SKEWED), resamples), 0, 'mean', resamples);
    const standardError = deviation(SKEWED) / Math.sqrt(SKEWED.length);
    expect(Math.abs(mean(means) - mean(SKEWED))).toBeLessThan((4 * standardError) / Math.sqrt(resamples));
    expect(deviation(means) / standardError).toBeCloseTo(1, 1);
  });

  test('counts the lowest and the highest value a delay can have', () => {
    const statistics = resample(sampleOf([-32_768, 32_767]), 64);
    expect(new Set(row(statistics, 0, 'median', 64))).toEqual(new Set([-32_768, -0.5, 32_767]));
  });
});
