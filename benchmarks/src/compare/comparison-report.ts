import { METRICS } from '../metric.js';
import { formatTable, shortNumber } from '../table.js';
import type { Comparison } from './comparison.js';
import type { PairVerdict } from './pair-verdict.js';
import { isRegression } from './pair-verdict.js';

/** The verdicts as a table: how many times better the new build is than the old, so that above 1 is better in every row. */
export function verdictTable(verdicts: readonly PairVerdict[]): string {
  const header = ['', 'old', 'new', 'new ÷ old', 'from', 'to', 'pairs', 'verdict'];
  return formatTable(
    header,
    verdicts.map((verdict) => [rowName(verdict), ...figures(verdict), verdict.state]),
  );
}

/** What was compared, where, and what it comes to. */
export function conclusion({ commits, machine, leftOut }: Comparison, verdicts: readonly PairVerdict[]): string {
  const regressions = verdicts.filter(isRegression);
  return [
    `New: ${commits.new}. Old: ${commits.old}. Node ${machine.node}, ${machine.cores} cores of ${machine.processor}.`,
    'Ratios above 1: the new build is better, also where less is better. From, to: where the median lies, with 98 % confidence.',
    ...leftOut.map((text) => `Left out: ${text}`),
    ...verdicts.flatMap((verdict) =>
      'message' in verdict ? [`${rowName(verdict)}, ${verdict.state}: ${verdict.message}`] : [],
    ),
    regressions.length === 0
      ? `The new build is worse in none of these: ${verdicts.length}.`
      : `The new build is worse in ${regressions.length} of ${verdicts.length}: ${regressions.map(rowName).join('; ')}.`,
  ].join('\n');
}

function rowName(verdict: PairVerdict): string {
  const { scenario, row, setting } = verdict.cell;
  const unit = 'metric' in verdict ? `, ${METRICS[verdict.metric].unit}` : '';
  return `${scenario} ${row}${setting === 'default' ? '' : ` (${setting})`}${unit}`;
}

function figures(verdict: PairVerdict): readonly string[] {
  if ('message' in verdict) return ['–', '–', '–', '–', '–', '0'];
  const { medians, ratio, spread, pairs } = verdict;
  return [...[medians.old, medians.new, ratio, spread.low, spread.high].map(shortNumber), String(pairs)];
}
