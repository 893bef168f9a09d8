import type { MetricName } from '../metric.js';
import { METRICS } from '../metric.js';
import type { Sample } from '../results.js';
import { readingsOf } from '../results.js';
import type { Summary } from '../statistics.js';
import { summarize } from '../statistics.js';
import { pairedRatios } from '../verdict.js';

/**
 * How a contender stands to ours: `behind` (or level) and `ahead` where the pairs and the medians of all samples say so,
 * `unclear` where they disagree, or where there is nothing to compare. They disagree where somebody was measured in a few
 * of the rounds only.
 */
export type Standing = 'ours' | 'behind' | 'ahead' | 'unclear';

export interface Comparison {
  readonly standing: Standing;
  /** How many times better ours was, in the rounds both took part in; not there where that says nothing. */
  readonly oursAgainstIt: Summary | undefined;
}

/** Compares the samples of ours with those of another. Nothing is so many times better than zero: there only medians count. */
export function compareWithOurs(ours: readonly Sample[], theirs: readonly Sample[], metric: MetricName): Comparison {
  const own = summarize(readingsOf(ours, metric));
  const other = summarize(readingsOf(theirs, metric));
  if (own === undefined || other === undefined) return { standing: 'unclear', oursAgainstIt: undefined };
  const byMedians = isAhead(other.median, own.median, metric) ? 'ahead' : 'behind';
  if (own.min <= 0 || other.min <= 0) return { standing: byMedians, oursAgainstIt: undefined };
  const oursAgainstIt = summarize(pairedRatios(ours, theirs, metric));
  if (oursAgainstIt === undefined) return { standing: 'unclear', oursAgainstIt };
  const byPairs = oursAgainstIt.median < 1 ? 'ahead' : 'behind';
  return { standing: byPairs === byMedians ? byPairs : 'unclear', oursAgainstIt };
}

function isAhead(theirs: number, ours: number, metric: MetricName): boolean {
  return METRICS[metric].better === 'higher' ? theirs > ours : theirs < ours;
}
