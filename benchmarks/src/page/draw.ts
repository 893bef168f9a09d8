import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import type { Chart } from './chart.js';
import type { Html } from './html.js';
import { trusted } from './html.js';
import type { Layout } from './layout.js';
import { AXIS_HEIGHT, endTextWidth, SLOT_HEIGHT, TOP } from './layout.js';
import { marksOf } from './marks.js';
import { placeInSlots } from './slots.js';

/** Draws a chart as SVG, the same for the same chart. It has no colours of its own, so it follows the reader's scheme. */
export function drawChart(chart: Chart, layout: Layout): Html {
  const slots = placeInSlots(chart.groups);
  const { document } = parseHTML('<html></html>');
  const svg = Plot.plot({
    document: document as never,
    className: 'plot',
    width: layout.width,
    height: TOP + slots.names.length * SLOT_HEIGHT + AXIS_HEIGHT,
    marginTop: TOP,
    marginRight: endTextWidth(slots),
    marginBottom: AXIS_HEIGHT,
    marginLeft: layout.labelWidth,
    x: { type: chart.scale.type, domain: [...chart.scale.domain] },
    y: { type: 'band', domain: slots.names, padding: 0.25 },
    marks: [...marksOf(chart, slots, layout)],
  });
  // The page's style sheet says the same for all charts.
  svg.querySelector('style')?.remove();
  // The parts of a picture have no names of their own.
  for (const part of svg.querySelectorAll('[aria-label]')) part.removeAttribute('aria-label');
  svg.setAttribute('class', `plot ${layout.name}`);
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', chart.description);
  return trusted(roundCoordinates(svg.outerHTML));
}

const COORDINATES = / (?:[xy][12]?|d|width|height|transform)="[^"]*"/g;

/** Digits beyond a hundredth of a pixel nobody can see, and they differ from one engine to the next. */
function roundCoordinates(svg: string): string {
  return svg.replaceAll(COORDINATES, (attribute) =>
    attribute.replaceAll(/\d+\.\d{3,}/g, (digits) => String(Number(Number(digits).toFixed(2)))),
  );
}
