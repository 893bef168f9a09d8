import type { Bar } from './bars.js';
import type { MetricName } from './metric.js';
import { timesBetter } from './metric.js';
import type { Results, Sample } from './results.js';
import type { Cell } from './scenario.js';
import type { Summary } from './statistics.js';
import { median, summarize } from './statistics.js';

/** How a bar was judged. `not measured`: nobody asked for its row, or what it compares with had to be left out. */
export type Verdict =
  | { readonly bar: Bar; readonly state: 'met' | 'missed'; readonly ratio: Summary; readonly reachesGoal: boolean }
  | { readonly bar: Bar; readonly state: 'missed' | 'not measured'; readonly reason: string };

/** Judges every bar by the median of the pairs: the subject's sample over the reference's sample of the same round. */
export function judge(bars: readonly Bar[], results: Results): readonly Verdict[] {
  return bars.map((bar) => judgeBar(bar, results));
}

function judgeBar(bar: Bar, results: Results): Verdict {
  const row = results.samples.filter((sample) => sample.scenario === bar.scenario && sample.row === bar.row);
  const failure = results.failures.find((one) => isIn(one, bar) && one.contender === bar.subject);
  if (failure !== undefined) return { bar, state: 'missed', reason: failure.message };
  if (row.length === 0) return { bar, state: 'not measured', reason: 'its row was not run' };
  const subject = bestSamples(row, bar.subject, bar.metric);
  if (subject.length === 0) return { bar, state: 'missed', reason: `${bar.subject} was not measured` };
  const reference = bar.limit === undefined ? referenceSamples(row, bar) : fixedSamples(subject, bar, bar.limit);
  const ratio = summarize(pairedRatios(subject, withAllowance(reference, bar), bar.metric, referenceMetricOf(bar)));
  if (ratio === undefined) return { bar, state: 'not measured', reason: `${bar.reference} was not measured` };
  return {
    bar,
    state: ratio.median >= bar.atLeast ? 'met' : 'missed',
    ratio,
    reachesGoal: ratio.median >= (bar.goal ?? bar.atLeast),
  };
}

function isIn(cell: Cell, bar: Bar): boolean {
  return cell.scenario === bar.scenario && cell.row === bar.row;
}

function referenceMetricOf({ metric, referenceMetric }: Bar): MetricName {
  return referenceMetric ?? metric;
}

/** A fixed figure as samples: one in each round of the subject's. */
function fixedSamples(subject: readonly Sample[], bar: Bar, limit: number): readonly Sample[] {
  return subject.map((sample) => withReading({ ...sample, contender: bar.reference }, referenceMetricOf(bar), limit));
}

function withAllowance(reference: readonly Sample[], bar: Bar): readonly Sample[] {
  const { allowance } = bar;
  if (allowance === undefined) return reference;
  const metric = referenceMetricOf(bar);
  return reference.map((sample) => withReading(sample, metric, (sample.readings[metric] ?? Number.NaN) + allowance));
}

function withReading(sample: Sample, metric: MetricName, value: number): Sample {
  return { ...sample, readings: { ...sample.readings, [metric]: value } };
}

function referenceSamples(row: readonly Sample[], bar: Bar): readonly Sample[] {
  if (bar.referenceSetting === 'best') return bestSamples(row, bar.reference, referenceMetricOf(bar));
  return row.filter((sample) => sample.contender === bar.reference && sample.setting === 'default');
}

/**
 * The samples of a contender's best setting, among those that took part in all of its rounds: a setting that was dropped early
 * was worse, and has no pairs.
 */
export function bestSamples(row: readonly Sample[], contender: string, metric: MetricName): readonly Sample[] {
  const own = row.filter((sample) => sample.contender === contender && sample.readings[metric] !== undefined);
  const settings = [...new Set(own.map((sample) => sample.setting))].map((setting) =>
    own.filter((sample) => sample.setting === setting),
  );
  const rounds = Math.max(0, ...settings.map((samples) => samples.length));
  return settings
    .filter((samples) => samples.length === rounds)
    .reduce((best, samples) => (isBetter(samples, best, metric) ? samples : best), []);
}

function isBetter(samples: readonly Sample[], rival: readonly Sample[], metric: MetricName): boolean {
  if (rival.length === 0) return true;
  return timesBetter(medianOf(samples, metric), medianOf(rival, metric), metric) > 1;
}

function medianOf(samples: readonly Sample[], metric: MetricName): number {
  return median(samples.map(({ readings }) => readings[metric] ?? Number.NaN));
}

/** How many times better the subject was, in each round that both took part in. */
export function pairedRatios(
  subject: readonly Sample[],
  reference: readonly Sample[],
  metric: MetricName,
  referenceMetric: MetricName = metric,
): readonly number[] {
  return subject.flatMap((sample) => {
    const own = sample.readings[metric];
    const other = reference.find(({ round }) => round === sample.round)?.readings[referenceMetric];
    return own === undefined || other === undefined ? [] : [timesBetter(own, other, metric)];
  });
}
