import type { Bar } from './bars.js';
import { METRICS } from './metric.js';
import { shortNumber } from './table.js';
import type { Verdict } from './verdict.js';

export function barName(bar: Bar): string {
  return `${bar.scenario} ${rowAndUnit(bar)}`;
}

export function rowAndUnit({ row, metric }: Bar): string {
  return `${row}, ${METRICS[metric].unit}`;
}

export function comparedWith({ reference, referenceSetting, referenceMetric, allowance }: Bar): string {
  if (allowance !== undefined) return `${reference} + ${shortNumber(allowance)}`;
  const setting = referenceSetting === 'default' ? ', default' : '';
  return `${reference}${setting}${referenceMetric === undefined ? '' : `, ${METRICS[referenceMetric].unit}`}`;
}

export function wanted({ atLeast }: Bar): string {
  return `≥ ${shortNumber(atLeast)}`;
}

/** How many were met. */
export function barsSentence(verdicts: readonly Verdict[]): string {
  const met = verdicts.filter(({ state }) => state === 'met').length;
  return `Of the ${verdicts.length} bars that were judged, ${met} are met and ${verdicts.length - met} are missed.`;
}
