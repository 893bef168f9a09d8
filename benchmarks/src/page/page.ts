import { readFileSync } from 'node:fs';
import type { Results } from '../results.js';
import { aboutSection, warnings } from './about.js';
import { html, trusted } from './html.js';
import { scenarioSection } from './scenario-section.js';
import { sectionsOf } from './section.js';
import { summaryOf } from './summary.js';

/** Found from the sources and from what is built of them. */
const STYLE = new URL('../../src/page/style.css', import.meta.url);

/** The page about a run: one file that needs nothing beside it, runs no script and asks no network. */
export function pageHtml(results: Results): string {
  const sections = sectionsOf(results);
  const { date, machine } = results;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'" />
        <title>ringpool: benchmarks</title>
        <style>
          ${trusted(readFileSync(STYLE, 'utf8').trim())}
        </style>
      </head>
      <body>
        <header>
          <h1>ringpool: benchmarks</h1>
          <p>
            Measured on ${date.slice(0, 10)} with Node ${machine.node} on ${machine.cores} cores of
            ${machine.processor}, commit ${machine.commit}.
          </p>
          ${warnings(results)}
          <ul class="legend">
            <li class="ours">ours; a bar that is met (✓)</li>
            <li class="other">others</li>
            <li class="worse">better than ours; a bar that is missed (✗)</li>
          </ul>
        </header>
        <main>${summaryOf(results, sections)} ${sections.map(scenarioSection)} ${aboutSection(results)}</main>
      </body>
    </html> `.text.replaceAll(/[ \t]+$/gm, '');
}
