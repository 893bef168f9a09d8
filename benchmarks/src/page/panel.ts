import { BARS } from '../bars.js';
import type { Column } from '../columns.js';
import { columnsOf } from '../columns.js';
import type { MetricName } from '../metric.js';
import { METRICS } from '../metric.js';
import type { Sample } from '../results.js';
import { groupSamples, metricsOf, readingsOf } from '../results.js';
import type { Summary } from '../statistics.js';
import { summarize } from '../statistics.js';
import type { Comparison } from './standing.js';
import { compareWithOurs } from './standing.js';

/** What one contender reached in one row. */
export interface Entry extends Comparison {
  readonly contender: string;
  /** The contender, and `default` where it stands for how the library starts. */
  readonly title: string;
  readonly setting: string;
  readonly samples: readonly Sample[];
  readonly summary: Summary;
}

/** One row by one metric: everybody who was measured in it. */
export interface PanelRow {
  readonly row: string;
  readonly entries: readonly Entry[];
}

/** All of a scenario that has one unit. */
export interface Panel {
  readonly scenario: string;
  readonly metric: MetricName;
  readonly rows: readonly PanelRow[];
}

/** Whose figures the bars are about. */
const OURS: ReadonlySet<string> = new Set(BARS.map(({ subject }) => subject));

/** The panels of one scenario's samples, one for each metric, in the order of `METRICS`. */
export function panelsOf(scenario: string, samples: readonly Sample[]): readonly Panel[] {
  refuseUnknownMetrics(samples);
  const columns = columnsOf(samples);
  return metricsOf(samples).map((metric) => {
    const measured = samples.filter(({ readings }) => readings[metric] !== undefined);
    const rows = groupSamples(measured, ({ row }) => row).map((row) => panelRow(row, columns, metric));
    return { scenario, metric, rows };
  });
}

/** What is not known would be left out of every chart without a word. */
function refuseUnknownMetrics(samples: readonly Sample[]): void {
  const unknown = samples
    .flatMap(({ readings }) => Object.keys(readings))
    .find((name) => !Object.hasOwn(METRICS, name));
  if (unknown === undefined) return;
  throw new TypeError(`Expected readings out of ${Object.keys(METRICS).join(', ')}, got ${unknown}.`);
}

function panelRow(samples: readonly Sample[], columns: readonly Column[], metric: MetricName): PanelRow {
  const picked = columns.map((column) => ({ column, own: column.pick(samples, metric) }));
  const shown = picked.filter(({ column, own }, index) => own.length > 0 && !isShownBefore(picked, column, index));
  const ours = picked.find(({ column }) => OURS.has(column.contender))?.own ?? [];
  const entries = shown.flatMap(({ column, own }) => entryOf(column, own, ours, metric));
  return { row: samples[0]?.row ?? '', entries };
}

/** Where the default is a contender's best setting, its second column would show the same once more. */
function isShownBefore(
  picked: readonly { readonly column: Column; readonly own: readonly Sample[] }[],
  column: Column,
  index: number,
): boolean {
  const own = picked[index]?.own[0];
  return picked.slice(0, index).some((before) => before.column.contender === column.contender && before.own[0] === own);
}

function entryOf(
  { contender, title }: Column,
  own: readonly Sample[],
  ours: readonly Sample[],
  metric: MetricName,
): readonly Entry[] {
  const summary = summarize(readingsOf(own, metric));
  if (summary === undefined) return [];
  const place = { contender, title, setting: own[0]?.setting ?? '', samples: own, summary } as const;
  if (OURS.has(contender)) return [{ ...place, standing: 'ours', oursAgainstIt: undefined }];
  return [{ ...place, ...compareWithOurs(ours, own, metric) }];
}
