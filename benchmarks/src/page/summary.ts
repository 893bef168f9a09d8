import { barsSentence } from '../bar-text.js';
import { BARS } from '../bars.js';
import type { Results } from '../results.js';
import { judge } from '../verdict.js';
import type { Html } from './html.js';
import { html, NOTHING } from './html.js';
import { lossLists } from './loss-lists.js';
import { lossesOf } from './losses.js';
import type { Section } from './section.js';

/** What one has to know before the charts: how many bars were met, and where others are better. */
export function summaryOf(results: Results, sections: readonly Section[]): Html {
  return html`<section aria-labelledby="summary">
    <h2 id="summary">In short</h2>
    <p>${barsSentence(sections.flatMap(({ verdicts }) => verdicts))}</p>
    ${notMeasured(results)}
    <table>
      <thead>
        <tr>
          <th scope="col">scenario</th>
          <th scope="col">bars met</th>
          <th scope="col">bars missed</th>
        </tr>
      </thead>
      <tbody>
        ${sections.map(countsLine)}
      </tbody>
    </table>
    ${lossLists(lossesOf(sections.flatMap(({ panels }) => panels)))}
  </section> `;
}

function notMeasured(results: Results): Html {
  const scenarios = judge(BARS, results).flatMap(({ state, bar }) => (state === 'not measured' ? [bar.scenario] : []));
  if (scenarios.length === 0) return NOTHING;
  const names = [...new Set(scenarios)].map((id) => `${id} (${scenarios.filter((other) => other === id).length})`);
  return html`<p>Bars that this run could not judge, by scenario: ${names.join(', ')}.</p>`;
}

function countsLine({ id, title, verdicts }: Section): Html {
  const met = verdicts.filter(({ state }) => state === 'met').length;
  return html`<tr>
    <th scope="row"><a href="#${id}">${id}</a> ${title}</th>
    <td>${met}</td>
    <td>${verdicts.length - met}</td>
  </tr>`;
}
