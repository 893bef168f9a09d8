import { caveatsOf } from '../caveats.js';
import type { Results } from '../results.js';
import { shortNumber } from '../table.js';
import type { Html } from './html.js';
import { html, NOTHING } from './html.js';

/** How it was measured, and on what. */
export function aboutSection(results: Results): Html {
  return html`<section aria-labelledby="method">
    <h2 id="method">Method and machine</h2>
    ${method(results)}
    <dl>
      ${facts(results).map(
        ([name, value]) =>
          html`<div>
            <dt>${name}</dt>
            <dd>${value}</dd>
          </div>`,
      )}
    </dl>
    ${results.leftOut.map((text) => html`<p>${text}</p>`)}
  </section> `;
}

/** What keeps the figures from being quoted, said before anything else. */
export function warnings(results: Results): Html {
  const caveats = caveatsOf(results);
  if (caveats.length === 0) return NOTHING;
  return html`<div class="warning">${caveats.map((text) => html`<p>${text}</p>`)}</div>`;
}

function method({ samples }: Results): Html {
  const rounds = new Set(samples.map(({ round }) => round)).size;
  return html`<ul>
    <li>
      Ratios count, not times. Each sample has a process of its own; contenders take turns in an order that moves on
      from round to round. The samples of one round are pairs, and a bar is judged by the median of the pairs’ ratios.
    </li>
    <li>Every contender counts with its best setting. “Default” is the library as it starts when nothing is said.</li>
    <li>Every result is checked. One wrong result, and nothing of the run is kept.</li>
    <li>
      This page was made of ${samples.length} samples in ${rounds} rounds. A setting that was clearly slower than its
      contender’s best took part in the first rounds only.
    </li>
    <li>
      In the charts, a bar or a dot is the median, and the line through it goes from the lowest to the highest. Where
      values of one chart are more than 30 times apart, its axis is logarithmic: then equal steps are equal factors, and
      dots stand for the bars.
    </li>
  </ul>`;
}

function facts({ date, effort, machine }: Results): readonly (readonly [string, string])[] {
  return [
    ['Date', date.slice(0, 10)],
    ['Kind of run', effort],
    ['Processor', `${machine.processor}, ${machine.cores} cores`],
    ['Memory', `${machine.memoryGiB} GiB`],
    ['System', machine.system],
    ['Node', `${machine.node} (V8 ${machine.v8})`],
    ['Commit', machine.commit],
    ['Load before', shortNumber(machine.loadBefore)],
    ...Object.entries(machine.packages),
  ];
}
