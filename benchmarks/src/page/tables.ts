import { comparedWith, rowAndUnit, wanted } from '../bar-text.js';
import type { Bar } from '../bars.js';
import { METRICS } from '../metric.js';
import { shortNumber } from '../table.js';
import type { Verdict } from '../verdict.js';
import { compactNumber, rangeText, timesText } from './figures.js';
import type { Html } from './html.js';
import { html } from './html.js';
import type { Entry, Panel, PanelRow } from './panel.js';

/** The figures of a panel. */
export function panelTable(panel: Panel): Html {
  const { unit } = METRICS[panel.metric];
  return scrollable(
    `Figures of ${panel.scenario}, ${unit}`,
    html`<table>
      <thead>
        <tr>
          <th scope="col">contender</th>
          <th scope="col">${unit}</th>
          <th scope="col">lowest to highest</th>
          <th scope="col">samples</th>
          <th scope="col">ours is better by (pairs)</th>
        </tr>
      </thead>
      ${panel.rows.map(rowBody)}
    </table>`,
  );
}

function rowBody({ row, entries }: PanelRow): Html {
  return html`<tbody>
    <tr>
      <th colspan="5" scope="rowgroup">${row}</th>
    </tr>
    ${entries.map(entryLine)}
  </tbody>`;
}

function entryLine(entry: Entry): Html {
  const { contender, setting, summary, oursAgainstIt } = entry;
  return html`<tr${className(toneOf(entry))}><th scope="row">${contender} <small>${setting}</small></th><td>${compactNumber(summary.median)}</td><td>${rangeText(summary)}</td><td>${summary.count}</td><td>${timesText(oursAgainstIt)}</td></tr>
      `;
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
