import axe from 'axe-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { BARS } from '../../src/bars.js';
import type { Results } from '../../src/results.js';
import { judge } from '../../src/verdict.js';
import { contrastFaults } from './contrast.js';

/** How somebody looks at the page. */
export const VIEWS = {
  light: { viewport: { width: 1000, height: 800 }, colorScheme: 'light' },
  dark: { viewport: { width: 1000, height: 800 }, colorScheme: 'dark' },
  phone: { viewport: { width: 360, height: 640 }, colorScheme: 'light' },
  paper: { viewport: { width: 360, height: 640 }, colorScheme: 'dark' },
} as const satisfies Record<string, BrowserContextOptions>;

export type View = keyof typeof VIEWS;

/** Looks at one thing about a page that is open, and returns in words what is wrong with it. */
export type Look = (page: Page, results: Results) => Promise<readonly string[]>;

/** Whether everything is drawn, and fits. */
export const DRAWING: readonly Look[] = [markFaults, barFaults, clippingFaults, widthFaults];

/** Whether everybody can read it, tables too. */
export const READING: readonly Look[] = [openTables, accessibilityFaults, contrastFaults, widthFaults];

/** Whether it is all on paper, and dark on light whatever the screen is. */
export const PRINTING: readonly Look[] = [
  paperFaults,
  markFaults,
  barFaults,
  shownTableFaults,
  accessibilityFaults,
  contrastFaults,
];

/** Opens a page in a browser and returns in words what is wrong with it as a page about these results. */
export async function pageFaults(
  browser: Browser,
  html: string,
  results: Results,
  view: View,
  looks: readonly Look[] = [...DRAWING, ...READING],
): Promise<readonly string[]> {
  const context = await browser.newContext(VIEWS[view]);
  try {
    const page = await context.newPage();
    await page.emulateMedia({ media: view === 'paper' ? 'print' : 'screen' });
    const faults = await loadFaults(page, html);
    for (const look of looks) faults.push(...(await look(page, results)));
    return faults;
  } finally {
    await context.close();
  }
}

const ADDRESS = 'http://page.invalid/';

/** Errors of scripts, whatever the browser complains of, and everything that is asked for beside the page itself. */
async function loadFaults(page: Page, html: string): Promise<string[]> {
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(`script error: ${error.message}`));
  page.on('console', (message) => faults.push(`console, ${message.type()}: ${message.text()}`));
  page.on('request', (request) => {
    if (request.url() !== ADDRESS) faults.push(`asks for ${request.url()}`);
  });
  await page.route('**/*', (route) =>
    route.request().url() === ADDRESS
      ? route.fulfill({ body: html, contentType: 'text/html; charset=utf-8' })
      : route.abort(),
  );
  await page.goto(ADDRESS, { waitUntil: 'load' });
  return faults;
}

interface Mark {
  readonly name: string;
  readonly width: number;
  readonly height: number;
}

interface Figure {
  readonly id: string;
  readonly tables: number;
  /** The bars and dots of the one drawing that is shown. */
  readonly marks: readonly Mark[];
}

/** What was measured and cannot be seen: the results are read here anew, without what the page is made by. */
async function markFaults(page: Page, { samples }: Results): Promise<string[]> {
  const figures = await page.locator('figure').evaluateAll(readFigures);
  const faults = samples.flatMap(({ scenario, row, contender, readings }) =>
    Object.keys(readings).flatMap((metric) => {
      const figure = figures.find(({ id }) => id === `${scenario}-${metric}`);
      const mark = figure?.marks.find(({ name }) => name.startsWith(`${row}, ${contender}: `));
      return [
        ...(mark === undefined ? [`no mark: ${scenario}, ${metric}, ${row}, ${contender}`] : emptinessFaults(mark)),
        ...(figure?.tables === 1 ? [] : [`no table: ${scenario}, ${metric}`]),
      ];
    }),
  );
  return [...new Set(faults)];
}

/** Bars of which there is a figure, and which the page does not draw. */
async function barFaults(page: Page, results: Results): Promise<string[]> {
  const figures = await page.locator('figure').evaluateAll(readFigures);
  const judged = judge(BARS, results).filter((verdict) => 'ratio' in verdict && Number.isFinite(verdict.ratio.max));
  return [...new Set(judged.map(({ bar }) => bar.scenario))].flatMap((scenario) => {
    const wanted = judged.filter(({ bar }) => bar.scenario === scenario).length;
    const drawn = figures.find(({ id }) => id === `${scenario}-bars`)?.marks.length ?? 0;
    return drawn === wanted ? [] : [`${scenario}: expected ${wanted} bars to be drawn, got ${drawn}`];
  });
}

/** Only nothing may look like nothing. */
function emptinessFaults({ name, width, height }: Mark): readonly string[] {
  const isEmpty = height === 0 || (width === 0 && !/: 0 \(/.test(name));
  return isEmpty ? [`empty: ${name}`] : [];
}

/** Runs in the page. */
function readFigures(figures: readonly Element[]): Figure[] {
  return figures.map((figure) => ({
    id: figure.id,
    tables: figure.querySelectorAll('table').length,
    marks: [...figure.querySelectorAll('svg[role="img"] :is(rect, path):has(title)')]
      .filter((element) => element.checkVisibility())
      .map((element) => {
        const { width, height } = element.getBoundingClientRect();
        return { name: element.textContent, width, height };
      }),
  }));
}

/** A background is not printed: what stands out from a dark one is lost on paper. */
async function paperFaults(page: Page): Promise<string[]> {
  const background = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  return background === 'rgb(255, 255, 255)' ? [] : [`expected to be printed on white, got ${background}`];
}

async function shownTableFaults(page: Page): Promise<string[]> {
  const hidden = await page
    .locator('figure')
    .evaluateAll((figures) =>
      figures.filter((figure) => figure.querySelector('td')?.checkVisibility() !== true).map(({ id }) => id),
    );
  return hidden.map((id) => `not shown: the table of ${id}`);
}

async function openTables(page: Page): Promise<readonly string[]> {
  await page.evaluate(() => document.querySelectorAll('details').forEach((details) => (details.open = true)));
  return [];
}

async function widthFaults(page: Page): Promise<string[]> {
  const [needed, there] = await page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth] as const);
  return needed > there ? [`scrolls sideways: ${needed} px wide in ${there}`] : [];
}

/** Texts of a chart that reach beyond it, where they are cut off. */
async function clippingFaults(page: Page): Promise<string[]> {
  const clipped = await page.locator('svg').evaluateAll((charts) =>
    charts
      .filter((chart) => chart.checkVisibility())
      .flatMap((chart) => {
        const frame = chart.getBoundingClientRect();
        return [...chart.querySelectorAll('text')].filter((text) => {
          const { left, right, top, bottom } = text.getBoundingClientRect();
          // A box has room for accents and the rim around a heading, which may be cut off unseen.
          return left < frame.left - 3 || right > frame.right + 3 || top < frame.top - 3 || bottom > frame.bottom + 3;
        });
      })
      .map((text) => text.textContent),
  );
  return clipped.map((text) => `cut off: ${text}`);
}

async function accessibilityFaults(page: Page): Promise<string[]> {
  // This script is ours to run, whatever the page forbids.
  await page.evaluate(axe.source);
  const violations = await page.evaluate(async () => {
    const found = await (globalThis as unknown as { axe: typeof axe }).axe.run(document);
    return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`);
  });
  return violations.map((violation) => `accessibility, ${violation}`);
}
