import * as Plot from '@observablehq/plot';
import type { AxisScale } from './axis-scale.js';
import type { Chart, ChartLine, Tone } from './chart.js';
import { compactNumber } from './figures.js';
import type { Layout } from './layout.js';
import { AXIS_HEIGHT, EDGE, emsIn, endTextWidth, FONT_SIZE, HEADING_SIZE, SLOT_HEIGHT } from './layout.js';
import type { PlacedHeading, PlacedLine, Slots } from './slots.js';

/** What a chart consists of, in the order in which it is drawn. Colours are variables of the page. */
export function marksOf({ scale, axisLabel, mark }: Chart, slots: Slots, layout: Layout): readonly Plot.Markish[] {
  const drawn = slots.lines.filter(({ value }) => value !== undefined);
  return [
    ...valueAxis(scale, axisLabel, layout),
    lineLabels(slots.lines, layout),
    headings(slots.headings, layout),
    ...(mark === undefined ? [] : [Plot.ruleX([mark], { stroke: 'var(--text)', strokeDasharray: '3 3' })]),
    ...(scale.type === 'linear' ? barsWithSpread(drawn) : dotsWithSpread(drawn)),
    ...endTexts(slots),
  ];
}

function valueAxis(scale: AxisScale, label: string, layout: Layout): readonly Plot.Markish[] {
  const ticks = scale.type === 'log' ? [...scale.ticks] : layout.ticks;
  const text = { tickFormat: compactNumber, tickSize: 0, fontSize: FONT_SIZE } as const;
  return [
    Plot.gridX({ ticks, stroke: 'var(--line)', strokeOpacity: 1 }),
    Plot.axisX({ ...text, ticks, label, labelArrow: 'none', labelOffset: AXIS_HEIGHT - EDGE }),
  ];
}

function lineLabels(lines: readonly PlacedLine[], { labelWidth }: Layout): Plot.Markish {
  const labels = new Map(lines.map(({ slot, label }) => [slot, label]));
  return Plot.axisY([...labels.keys()], {
    tickFormat: (slot: string) => labels.get(slot) ?? '',
    tickSize: 0,
    tickPadding: EDGE,
    label: null,
    fontSize: FONT_SIZE,
    lineHeight: 0.9,
    lineWidth: emsIn(labelWidth - EDGE, FONT_SIZE),
  });
}

/** Stands above its lines; a long one goes on upwards, into the gap. */
function headings(placed: readonly PlacedHeading[], { labelWidth, width }: Layout): Plot.Markish {
  return Plot.text(placed, {
    text: 'heading',
    y: 'slot',
    frameAnchor: 'left',
    dx: -labelWidth,
    dy: SLOT_HEIGHT / 3,
    textAnchor: 'start',
    lineAnchor: 'bottom',
    fontSize: HEADING_SIZE,
    fontWeight: 600,
    // A rim in the colour of the page, where the text crosses the lines of the axis.
    fill: 'var(--text)',
    stroke: 'var(--page)',
    strokeWidth: 5,
    lineWidth: emsIn(width, HEADING_SIZE),
  });
}

function barsWithSpread(lines: readonly PlacedLine[]): readonly Plot.Markish[] {
  const inset = { insetTop: 2, insetBottom: 2 } as const;
  return [
    Plot.barX(lines, { ...inset, y: 'slot', x1: 0, x2: 'value', fill: colourOf, title: 'name' }),
    ...spreads(lines, 'var(--text)'),
  ];
}

/** A logarithmic axis has no zero, so lengths would mean nothing on it: there the places are what counts. */
function dotsWithSpread(lines: readonly PlacedLine[]): readonly Plot.Markish[] {
  return [
    ...spreads(lines, colourOf),
    Plot.dot(lines, { y: 'slot', x: 'value', r: 5, symbol: symbolOf, fill: colourOf, title: 'name' }),
  ];
}

const SYMBOLS: Readonly<Record<Tone, string>> = { ours: 'circle', other: 'circle', worse: 'diamond2' };

function symbolOf({ tone }: ChartLine): string {
  return SYMBOLS[tone];
}

function colourOf({ tone }: ChartLine): string {
  return `var(--${tone})`;
}

/** From the lowest to the highest, with a rim in the colour of the page: it is seen on a bar and beside it. */
function spreads(
  lines: readonly PlacedLine[],
  stroke: string | ((line: ChartLine) => string),
): readonly Plot.Markish[] {
  const spread = lines.filter(({ low, high }) => low < high);
  const range = { y: 'slot', x1: 'low', x2: 'high' } as const;
  const end = { y: 'slot', insetTop: 5, insetBottom: 5, stroke, strokeWidth: 2 } as const;
  return [
    Plot.ruleY(spread, { ...range, stroke: 'var(--page)', strokeWidth: 5 }),
    Plot.ruleY(spread, { ...range, stroke, strokeWidth: 2 }),
    ...['low', 'high'].map((x) => Plot.tickX(spread, { ...end, x })),
  ];
}

/** What stands at the ends of the lines, ours in bold. */
function endTexts(slots: Slots): readonly Plot.Markish[] {
  const place = { text: 'text', y: 'slot', frameAnchor: 'right', textAnchor: 'end', fontSize: FONT_SIZE } as const;
  return [true, false].map((isOurs) =>
    Plot.text(
      slots.lines.filter(({ tone }) => (tone === 'ours') === isOurs),
      { ...place, dx: endTextWidth(slots), fontWeight: isOurs ? 600 : 400 },
    ),
  );
}
