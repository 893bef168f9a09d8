import { max, median, medianAbsoluteDeviation, min } from 'simple-statistics';

export { mean, median } from 'simple-statistics';

/** A set of samples in four numbers. */
export interface Summary {
  readonly count: number;
  readonly median: number;
  /** Median distance from the median: half of the samples are closer than this. */
  readonly spread: number;
  readonly min: number;
  readonly max: number;
}

/** Summarizes samples; `undefined` when there are none. */
export function summarize(values: readonly number[]): Summary | undefined {
  if (values.length === 0) return undefined;
  const samples = [...values];
  return {
    count: samples.length,
    median: median(samples),
    spread: medianAbsoluteDeviation(samples),
    min: min(samples),
    max: max(samples),
  };
}
