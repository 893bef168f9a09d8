import { METRICS } from '../metric.js';
import { scaleFor } from './axis-scale.js';
import type { Chart, ChartLine, Tone } from './chart.js';
import { compactNumber, rangeText } from './figures.js';
import type { Entry, Panel, PanelRow } from './panel.js';

/** What everybody reached, row by row, with the lowest and the highest of the rounds. */
export function panelChart(panel: Panel): Chart {
  const { unit, better } = METRICS[panel.metric];
  const summaries = panel.rows.flatMap(({ entries }) => entries.map(({ summary }) => summary));
  const scale = scaleFor(summaries.flatMap(({ min, median, max }) => [min, median, max]));
  return {
    groups: panel.rows.map(({ row, entries }) => ({ heading: row, lines: entries.map(lineOf) })),
    scale,
    axisLabel: `${unit}${scale.type === 'log' ? ', logarithmic' : ''}`,
    description: `${panel.scenario} in ${unit}, ${better} is better. ${panel.rows.map(describeRow).join(' ')}`,
  };
}

function lineOf(entry: Entry): ChartLine {
  const { median, min, max } = entry.summary;
  return {
    label: entry.title,
    value: median,
    low: min,
    high: max,
    text: compactNumber(median),
    range: rangeText(entry.summary),
    tone: toneOf(entry),
  };
}

function toneOf({ standing }: Entry): Tone {
  if (standing === 'ours') return 'ours';
  return standing === 'ahead' ? 'worse' : 'other';
}

function describeRow({ row, entries }: PanelRow): string {
  return `${row}: ${entries.map(({ title, summary }) => `${title} ${compactNumber(summary.median)}`).join(', ')}.`;
}
