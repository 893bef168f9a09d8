import { comparedWith, rowAndUnit, wanted } from '../bar-text.js';
import type { Bar } from '../bars.js';
import { costFigures, costsToldOf, costTitles } from '../cost-columns.js';
import type { CostName } from '../costs.js';
import { METRICS } from '../metric.js';
import { shortNumber } from '../table.js';
import type { Verdict } from '../verdict.js';
import { compactNumber, rangeText, timesText } from './figures.js';
import type { Html } from './html.js';
import { html } from './html.js';
import type { Entry, Panel, PanelRow } from './panel.js';

/** The figures of a panel, and what they cost where that is known. */
export function panelTable(panel: Panel): Html {
  const { unit } = METRICS[panel.metric];
  const costs = costsToldOf(panel.rows.flatMap(({ entries }) => entries.flatMap(({ samples }) => samples)));
  const titles = ['contender', unit, 'lowest to highest', 'samples', 'ours is better by (pairs)', ...costTitles(costs)];
  return scrollable(
    `Figures of ${panel.scenario}, ${unit}`,
    html`<table>
      <thead>
        <tr>
          ${titles.map((title) => html`<th scope="col">${title}</th>`)}
        </tr>
      </thead>
      ${panel.rows.map((row) => rowBody(row, costs))}
    </table>`,
  );
}

function rowBody({ row, entries }: PanelRow, costs: readonly CostName[]): Html {
  return html`<tbody>
    <tr>
      <th colspan="${5 + costs.length}" scope="rowgroup">${row}</th>
    </tr>
    ${entries.map((entry) => entryLine(entry, costs))}
  </tbody>`;
}

function entryLine(entry: Entry, costs: readonly CostName[]): Html {
  const { contender, setting, samples, summary, oursAgainstIt } = entry;
  const figures = [
    compactNumber(summary.median),
    rangeText(summary),
    String(summary.count),
    timesText(oursAgainstIt),
    ...costFigures(samples, costs),
  ];
  return html`<tr${className(toneOf(entry))}><th scope="row">${contender} <small>${setting}</small></th>${figures.map(cell)}</tr>
      `;
}

function cell(text: string): Html {
  return html`<td>${text}</td>`;
}

function toneOf({ standing }: Entry): string {
  if (standing === 'ours') return 'ours';
  return standing === 'ahead' ? 'worse' : '';
}

/** Every bar that was judged, and how. */
export function barsTable(name: string, verdicts: readonly Verdict[]): Html {
  return scrollable(
    name,
    html`<table>
      <thead>
        <tr>
          <th scope="col">bar</th>
          <th scope="col">compared with</th>
          <th scope="col">wanted</th>
          <th scope="col">measured (pairs)</th>
          <th scope="col">verdict</th>
        </tr>
      </thead>
      <tbody>
        ${verdicts.map(verdictLine)}
      </tbody>
    </table>`,
  );
}

function verdictLine(verdict: Verdict): Html {
  const { bar, state } = verdict;
  const measured = 'ratio' in verdict ? timesText(verdict.ratio) : (verdict.reason.split('\n')[0] ?? '');
  return html`<tr${className(state === 'met' ? '' : 'worse')}><th scope="row">${rowAndUnit(bar)}</th><td>${comparedWith(bar)}</td><td>${wantedText(bar)}</td><td>${measured}</td><td>${verdictText(verdict)}</td></tr>
        `;
}

function wantedText(bar: Bar): string {
  return bar.goal === undefined ? wanted(bar) : `${wanted(bar)} (goal ${shortNumber(bar.goal)})`;
}

/** Met or missed, and whether the goal beyond the bar was reached. */
export function verdictText(verdict: Verdict): string {
  const hasGoal = 'ratio' in verdict && verdict.bar.goal !== undefined;
  return hasGoal && verdict.reachesGoal ? `${verdict.state}, goal reached` : verdict.state;
}

function className(name: string): Html {
  return name === '' ? html`` : html` class="${name}"`;
}

/** A table wider than the page is moved in a frame of its own, by keyboard too. */
function scrollable(name: string, table: Html): Html {
  return html`<div class="scroll" role="region" aria-label="${name}" tabindex="0">${table}</div>`;
}
