import { comparedWith, rowAndUnit } from '../bar-text.js';
import { shortNumber } from '../table.js';
import type { Verdict } from '../verdict.js';
import { scaleFor } from './axis-scale.js';
import type { Chart, ChartLine } from './chart.js';
import { rangeText } from './figures.js';

/** How far each bar was reached: 1 is what is wanted, and the spread is that of the pairs. */
export function barsChart(scenario: string, verdicts: readonly Verdict[]): Chart {
  const byRow = [...groupByRow(verdicts)];
  const groups = byRow.map(([heading, own]) => ({ heading, lines: own.map(lineOf) }));
  const reached = groups.flatMap(({ lines }) => lines.flatMap(({ value, low, high }) => [low, value ?? low, high]));
  const scale = scaleFor([1, ...reached]);
  const sentences = byRow.map(([heading, own]) => `${heading}: ${own.map(describe).join('; ')}.`);
  return {
    groups,
    scale,
    mark: 1,
    axisLabel: `share of what is wanted${scale.type === 'log' ? ', logarithmic' : ''}`,
    description: `Bars of ${scenario}. ${sentences.join(' ')}`,
  };
}

/** The bars of one row by one metric stand together. */
function groupByRow(verdicts: readonly Verdict[]): ReadonlyMap<string, readonly Verdict[]> {
  const byRow = new Map<string, Verdict[]>();
  for (const verdict of verdicts) {
    const heading = rowAndUnit(verdict.bar);
    byRow.set(heading, [...(byRow.get(heading) ?? []), verdict]);
  }
  return byRow;
}

function lineOf(verdict: Verdict): ChartLine {
  const { bar, state } = verdict;
  const isMet = state === 'met';
  const text = `${isMet ? '✓' : '✗'} ${reachedText(verdict)}`;
  const line = { label: comparedWith(bar), text, tone: isMet ? 'ours' : 'worse' } as const;
  // What is infinitely better has no place on an axis.
  if (!('ratio' in verdict) || !Number.isFinite(verdict.ratio.max)) return { ...line, ...NO_PLACE };
  const { median, min, max } = verdict.ratio;
  const range = rangeText(verdict.ratio);
  return { ...line, value: median / bar.atLeast, low: min / bar.atLeast, high: max / bar.atLeast, range };
}

const NO_PLACE = { value: undefined, low: Number.NaN, high: Number.NaN, range: '' } as const;

function reachedText(verdict: Verdict): string {
  return 'ratio' in verdict
    ? `${shortNumber(verdict.ratio.median)} of ${shortNumber(verdict.bar.atLeast)}`
    : 'no figure';
}

function describe(verdict: Verdict): string {
  return `compared with ${comparedWith(verdict.bar)}, ${reachedText(verdict)}, ${verdict.state}`;
}
