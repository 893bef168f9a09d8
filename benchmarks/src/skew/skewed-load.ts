import { arrivalTimes } from '../load/arrivals.js';
import { mean } from '../statistics.js';
import type { Skew } from './durations.js';
import { SKEWS } from './durations.js';

/** How busy the workers are where tasks arrive one after another. */
const UTILIZATION = 0.7;
const SEED = 4;

const US_PER_S = 1e6;

/** Tasks of known lengths, and when they come; all at once where no arrivals are given. */
export interface SkewedLoad {
  readonly durationsUs: Float64Array;
  readonly arrivalsMs?: Float64Array;
}

export function atOnce({ title }: Skew): string {
  return `${title}, all at once`;
}

export function arriving({ title }: Skew): string {
  return `${title}, arriving at ${UTILIZATION * 100} % load`;
}

/** The load that a row of S7 is about. */
export function loadOfRow(row: string, tasks: number, workers: number): SkewedLoad {
  const skew = SKEWS.find((candidate) => row === atOnce(candidate) || row === arriving(candidate));
  if (skew === undefined) throw new RangeError(`Expected a row of skewed tasks, got ${row}.`);
  const durationsUs = skew.durationsUs(tasks);
  if (row === atOnce(skew)) return { durationsUs };
  const perSecond = (UTILIZATION * workers * US_PER_S) / mean([...durationsUs]);
  return { durationsUs, arrivalsMs: arrivalTimes(tasks, perSecond, SEED) };
}
