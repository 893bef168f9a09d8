import { METRICS } from '../metric.js';
import { barsChart } from './bars-chart.js';
import type { Chart } from './chart.js';
import { drawChart } from './draw.js';
import type { Html } from './html.js';
import { html, NOTHING } from './html.js';
import { LAYOUTS } from './layout.js';
import { panelChart } from './panel-chart.js';
import type { Panel } from './panel.js';
import type { Section } from './section.js';
import { barsTable, panelTable } from './tables.js';

/** Everything about one scenario: its charts, their tables, how its bars were judged, and what could not be measured. */
export function scenarioSection(section: Section): Html {
  const { id, title, panels, verdicts, failures } = section;
  return html`<section aria-labelledby="${id}">
    <h2 id="${id}">${title === '' ? id : `${id}: ${title}`}</h2>
    ${panels.map(panelFigure)} ${verdicts.length === 0 ? NOTHING : barsFigure(section)}
    ${failures.map(
      ({ row, contender, setting, message }) =>
        html`<p class="worse">Not measured: ${row}, ${contender} (${setting}): ${message.split('\n')[0] ?? ''}</p>`,
    )}
  </section> `;
}

function panelFigure(panel: Panel): Html {
  const { unit, better } = METRICS[panel.metric];
  const title = `${panel.scenario}, ${unit}, ${better} is better`;
  return figure(`${panel.scenario}-${panel.metric}`, title, panelChart(panel), panelTable(panel));
}

function barsFigure({ id, verdicts }: Section): Html {
  const met = verdicts.filter(({ state }) => state === 'met').length;
  const title = `${id}, bars: ${met} of ${verdicts.length} met`;
  return figure(`${id}-bars`, title, barsChart(id, verdicts), barsTable(`Bars of ${id}`, verdicts));
}

/** A chart in the sizes it comes in, of which the page shows one, with its title and its table. */
function figure(name: string, title: string, chart: Chart, table: Html): Html {
  return html`<figure id="${name}">
    <figcaption>${title}</figcaption>
    ${LAYOUTS.map((layout) => drawChart(chart, layout))}
    <details>
      <summary>Table: ${title}</summary>
      ${table}
    </details>
  </figure> `;
}
