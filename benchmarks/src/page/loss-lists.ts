import { METRICS } from '../metric.js';
import { CONTENDER_NOTES } from './contender-notes.js';
import { compactNumber, timesText } from './figures.js';
import type { Html } from './html.js';
import { html, NOTHING } from './html.js';
import type { Loss } from './losses.js';
import type { Entry } from './panel.js';

/** Where we lose: first to what somebody could use in our place, then to what is measured beside it. */
export function lossLists(losses: readonly Loss[]): Html {
  const toLibraries = losses.filter(({ winner }) => !Object.hasOwn(CONTENDER_NOTES, winner.contender));
  return html`<h3>Rows we lose</h3>
    ${toLibraries.length === 0 ? html`<p>None: in every row, no other library was better than ours.</p>` : lossList(toLibraries)}
    ${Object.entries(CONTENDER_NOTES).map(([contender, note]) => besideList(contender, note, losses))}`;
}

function lossList(losses: readonly Loss[]): Html {
  return html`<p>
      Better than ours by the median of the pairs, and by the medians of all samples too. The factor is theirs over
      ours, with the lowest and the highest of the pairs.
    </p>
    <ul>
      ${losses.map(lossItem)}
    </ul>`;
}

function besideList(contender: string, note: string, losses: readonly Loss[]): Html {
  const own = losses.filter(({ winner }) => winner.contender === contender);
  if (own.length === 0) return NOTHING;
  return html`<h4>Better than ours: ${contender}</h4>
    <p>This is ${note}.</p>
    <ul>
      ${own.map(lossItem)}
    </ul>`;
}

function lossItem({ panel, row, winner, ours }: Loss): Html {
  const figures = `${compactNumber(winner.summary.median)}, ours ${compactNumber(ours.summary.median)}`;
  return html`<li>
    <a href="#${panel.scenario}-${panel.metric}">${panel.scenario}</a> ${row}, ${METRICS[panel.metric].unit}:
    <strong>${winner.title}</strong> ${figures}${advantageText(winner)}.
  </li>`;
}

/** Theirs over ours: the ratio turned round, so lowest and highest change places. */
function advantageText({ oursAgainstIt }: Entry): string {
  if (oursAgainstIt === undefined) return '';
  const { median, min, max } = oursAgainstIt;
  return `: ${timesText({ ...oursAgainstIt, median: 1 / median, min: 1 / max, max: 1 / min })}`;
}
