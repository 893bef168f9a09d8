import { BARS } from './bars.js';
import type { MetricName } from './metric.js';
import type { Sample } from './results.js';
import { groupSamples } from './results.js';
import { bestSamples } from './verdict.js';

/** Whom a report shows, and by which of a row's samples. */
export interface Column {
  readonly contender: string;
  readonly title: string;
  pick(row: readonly Sample[], metric: MetricName): readonly Sample[];
}

/** A contender with several settings that a bar holds against its default as well gets a second column. */
export function columnsOf(samples: readonly Sample[]): readonly Column[] {
  return groupSamples(samples, ({ contender }) => contender).flatMap((own) => {
    const contender = own[0]?.contender ?? '';
    const best: Column = { contender, title: contender, pick: (row, metric) => bestSamples(row, contender, metric) };
    if (!isQuotedByDefault(contender) || own.every(({ setting }) => setting === 'default')) return [best];
    const asItStarts: Column = {
      contender,
      title: `${contender}, default`,
      pick: (row) => row.filter((sample) => sample.contender === contender && sample.setting === 'default'),
    };
    return [best, asItStarts];
  });
}

function isQuotedByDefault(contender: string): boolean {
  return BARS.some((bar) => bar.reference === contender && bar.referenceSetting === 'default');
}
