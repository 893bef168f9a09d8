import type { MetricName } from '../metric.js';
import { METRICS, timesBetter } from '../metric.js';
import type { Cell } from '../scenario.js';
import { cellName } from '../scenario.js';
import { median } from '../statistics.js';
import type { Interval } from './median-interval.js';
import { medianInterval } from './median-interval.js';
import type { Pairs, Side, SideSample } from './pairs.js';

/** What the pairs of one cell say of one metric: above 1 the new build is better, whichever way the metric goes. */
export interface PairRatio {
  readonly cell: Cell;
  readonly metric: MetricName;
  /** `worse` and `better`: the whole spread lies on that side of 1. `even`: it holds 1. */
  readonly state: 'worse' | 'better' | 'even';
  readonly ratio: number;
  readonly spread: Interval;
  readonly pairs: number;
  /** The medians of both builds, in the metric's unit. */
  readonly medians: Readonly<Record<Side, number>>;
}

/** A cell that could not be compared, and why. Only what the new build cannot do is held against it. */
export interface Incomparable {
  readonly cell: Cell;
  readonly state: 'new build fails' | 'old build fails';
  readonly message: string;
}

export type PairVerdict = PairRatio | Incomparable;

/** Whether the verdict is held against the new build. */
export function isRegression({ state }: PairVerdict): boolean {
  return state === 'worse' || state === 'new build fails';
}

/** Judges every cell that was measured, in every metric it has. */
export function judgePairs(pairs: Pairs): readonly PairVerdict[] {
  const all = [...pairs.samples, ...pairs.failures];
  const cells = new Map(all.map((one) => [cellName(one), cellOf(one)]));
  return [...cells.values()].flatMap((cell) => judgeCell(cell, pairs));
}

function cellOf({ scenario, row, contender, setting }: Cell): Cell {
  return { scenario, row, contender, setting };
}

function judgeCell(cell: Cell, { samples, failures }: Pairs): readonly PairVerdict[] {
  const failed = failures.filter((one) => cellName(one) === cellName(cell));
  const failure = failed.find(({ side }) => side === 'new') ?? failed[0];
  if (failure !== undefined) return [{ cell, state: `${failure.side} build fails`, message: failure.message }];
  const own = samples.filter((one) => cellName(one) === cellName(cell));
  const metrics = (Object.keys(METRICS) as MetricName[]).filter((name) => own[0]?.readings[name] !== undefined);
  return metrics.map((metric) => judgeMetric(cell, metric, own));
}

function judgeMetric(cell: Cell, metric: MetricName, samples: readonly SideSample[]): PairRatio {
  const readings = { old: readingsOf(samples, 'old', metric), new: readingsOf(samples, 'new', metric) };
  const ratios = readings.new.map((own, round) => ratioOf(own, readings.old[round] ?? Number.NaN, metric));
  const spread = medianInterval(ratios);
  if (spread === undefined || ratios.some(Number.isNaN)) {
    throw new RangeError(`Expected pairs enough for a verdict on ${cellName(cell)}, got ${ratios.length}.`);
  }
  const medians = { old: median(readings.old), new: median(readings.new) };
  return { cell, metric, state: stateOf(spread), ratio: median(ratios), spread, pairs: ratios.length, medians };
}

/** Some readings can be 0, or below where something is taken off: nothing compared with nothing is even. */
function ratioOf(own: number, other: number, metric: MetricName): number {
  const [subject, reference] = [Math.max(0, own), Math.max(0, other)];
  return subject === reference ? 1 : timesBetter(subject, reference, metric);
}

function stateOf({ low, high }: Interval): PairRatio['state'] {
  if (high < 1) return 'worse';
  return low > 1 ? 'better' : 'even';
}

/** The readings of one build, in the order of the rounds. */
function readingsOf(samples: readonly SideSample[], side: Side, metric: MetricName): number[] {
  const own = samples.filter((sample) => sample.side === side).sort((a, b) => a.round - b.round);
  return own.map(({ readings }) => readings[metric] ?? Number.NaN);
}
