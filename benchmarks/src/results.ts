import type { CostName, Costs } from './costs.js';
import type { Machine } from './machine.js';
import type { MetricName, Readings } from './metric.js';
import { METRICS } from './metric.js';
import type { Cell, Effort } from './scenario.js';
import { median } from './statistics.js';

/** One cell measured once. Samples of one row and round stand side by side in time and form pairs. */
export interface Sample extends Cell {
  readonly round: number;
  readonly readings: Readings;
  /** What the sample took besides; absent in results of before costs were kept, and where nothing of it can be told. */
  readonly costs?: Costs;
}

/** A cell that could not be measured, and why. */
export interface Failure extends Cell {
  readonly round: number;
  readonly message: string;
}

/** All that a run brought: enough to compute every table and every verdict again. */
export interface Results {
  readonly date: string;
  readonly effort: Effort;
  readonly machine: Machine;
  readonly samples: readonly Sample[];
  readonly failures: readonly Failure[];
  /** What had to be left out, in words. */
  readonly leftOut: readonly string[];
}

/** The samples of one cell, in the order of their rounds. */
function samplesOf(samples: readonly Sample[], cell: Cell): readonly Sample[] {
  return samples.filter(
    (sample) =>
      sample.scenario === cell.scenario &&
      sample.row === cell.row &&
      sample.contender === cell.contender &&
      sample.setting === cell.setting,
  );
}

/** The median of one cell by one metric; `undefined` without samples. */
export function medianReading(samples: readonly Sample[], cell: Cell, metric: MetricName): number | undefined {
  const values = readingsOf(samplesOf(samples, cell), metric);
  return values.length === 0 ? undefined : median([...values]);
}

export function readingsOf(samples: readonly Sample[], metric: MetricName): readonly number[] {
  return samples.flatMap(({ readings }) => readings[metric] ?? []);
}

export function costsOf(samples: readonly Sample[], cost: CostName): readonly number[] {
  return samples.flatMap(({ costs }) => costs?.[cost] ?? []);
}

/** What the samples were measured by, in the order of `METRICS`. */
export function metricsOf(samples: readonly Sample[]): readonly MetricName[] {
  const names = Object.keys(METRICS) as MetricName[];
  return names.filter((name) => samples.some(({ readings }) => readings[name] !== undefined));
}

/** The samples in groups of one key each, in the order in which the keys first come. */
export function groupSamples(
  samples: readonly Sample[],
  keyOf: (sample: Sample) => string,
): readonly (readonly Sample[])[] {
  const byKey = new Map<string, Sample[]>();
  for (const sample of samples) {
    const key = keyOf(sample);
    byKey.set(key, [...(byKey.get(key) ?? []), sample]);
  }
  return [...byKey.values()];
}
