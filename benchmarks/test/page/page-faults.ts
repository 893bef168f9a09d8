import axe from 'axe-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import type { Results } from '../../src/results.js';
import { contrastFaults } from './contrast.js';

/** How somebody looks at the page. */
export const VIEWS = {
  light: { viewport: { width: 1000, height: 800 }, colorScheme: 'light' },
  dark: { viewport: { width: 1000, height: 800 }, colorScheme: 'dark' },
  phone: { viewport: { width: 360, height: 640 }, colorScheme: 'light' },
} as const satisfies Record<string, BrowserContextOptions>;

export type View = keyof typeof VIEWS;

/** Looks at a page in a browser and returns in words what is wrong with it as a page about these results. */
export async function pageFaults(browser: Browser, html: string, results: Results, view: View): Promise<string[]> {
  const context = await browser.newContext(VIEWS[view]);
  try {
    const page = await context.newPage();
    const faults = await loadFaults(page, html);
    faults.push(...(await markFaults(page, results)), ...(await clippingFaults(page)), ...(await widthFaults(page)));
    // Opened, so that the tables are looked at too; and this library is ours to run, whatever the page forbids.
    await page.evaluate(() => document.querySelectorAll('details').forEach((details) => (details.open = true)));
    await page.evaluate(axe.source);
    faults.push(...(await accessibilityFaults(page)), ...(await contrastFaults(page)), ...(await widthFaults(page)));
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
  const violations = await page.evaluate(async () => {
    const found = await (globalThis as unknown as { axe: typeof axe }).axe.run(document);
    return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`);
  });
  return violations.map((violation) => `accessibility, ${violation}`);
}
