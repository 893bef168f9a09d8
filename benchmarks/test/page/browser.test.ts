import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pageHtml } from '../../src/page/page.js';
import { PUBLISHED, readResults } from '../../src/results-file.js';
import { INVENTED } from './invented-results.js';
import { CHROMIUM, startBrowser } from './page-browser.js';
import type { Look, View } from './page-faults.js';
import { DRAWING, pageFaults, PRINTING, READING } from './page-faults.js';

const REASON = CHROMIUM === undefined ? ' (left out: no Chromium here; install one, or name it in CHROMIUM)' : '';

// There is not a Chromium on every machine, and none can be fetched by the tests themselves.
describe.skipIf(CHROMIUM === undefined)(`in a browser${REASON}`, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(() => browser.close());

  test.each(['light', 'dark', 'phone'] as const)(
    'the page of the published results is without fault: %s',
    async (view) => {
      const published = readResults(PUBLISHED);
      expect(await pageFaults(browser, pageHtml(published), published, view)).toEqual([]);
    },
  );

  test.each(['light', 'dark', 'phone'] as const)(
    'the page of scenarios that are not there yet is without fault: %s',
    async (view) => {
      expect(await pageFaults(browser, pageHtml(INVENTED), INVENTED, view)).toEqual([]);
    },
  );

  test('is printed light and with its tables, even from a phone in the dark', async () => {
    expect(await pageFaults(browser, pageHtml(INVENTED), INVENTED, 'paper', PRINTING)).toEqual([]);
  });

  describe('a planted bug is found', () => {
    const allowed = /<meta http-equiv="Content-Security-Policy"[^>]*>/;

    async function faultsWith(
      bug: (html: string) => string,
      { view = 'light', looks = DRAWING }: { readonly view?: View; readonly looks?: readonly Look[] } = {},
    ): Promise<string> {
      const html = pageHtml(INVENTED);
      expect(bug(html), 'the bug changes nothing').not.toBe(html);
      return (await pageFaults(browser, bug(html), INVENTED, view, looks)).join('\n');
    }

    test('a chart without bars', async () => {
      const faults = await faultsWith((html) => html.replaceAll(/<rect[^>]*><title>below nothing.*?<\/rect>/g, ''));
      expect(faults).toBe(
        'no mark: S98, milliseconds, below nothing, ringpool\nno mark: S98, milliseconds, below nothing, piscina',
      );
    });

    test('a chart of how bars were reached that lacks one', async () => {
      const faults = await faultsWith((html) =>
        html.replaceAll(/<rect[^>]*><title>1 worker, µs \(p99\), piscina.*?<\/rect>/g, ''),
      );
      expect(faults).toBe('S2: expected 2 bars to be drawn, got 1');
    });

    test('tables that are not printed', async () => {
      const faults = await faultsWith((html) => html.replace('details::details-content', 'details::none'), {
        view: 'paper',
        looks: PRINTING,
      });
      expect(faults).toContain('not shown: the table of S97-milliseconds');
    });

    test('the dark scheme on paper', async () => {
      const faults = await faultsWith(
        (html) => html.replace('screen and (prefers-color-scheme', '(prefers-color-scheme'),
        { view: 'paper', looks: PRINTING },
      );
      expect(faults).toBe('expected to be printed on white, got rgb(20, 24, 29)');
    });

    test('a chart without dots', async () => {
      const faults = await faultsWith((html) => html.replaceAll(/<path[^>]*><title>alone.*?<\/path>/g, ''));
      expect(faults).toBe('no mark: S97, milliseconds, alone, ringpool');
    });

    test('a chart that is not shown on a phone', async () => {
      expect(
        await faultsWith((html) => html.replace('.narrow {\n    display: block', '.narrow {\n    display: none'), {
          view: 'phone',
        }),
      ).toContain('no mark: S97');
    });

    test('a bar without length', async () => {
      const faults = await faultsWith((html) =>
        html.replaceAll(/(<rect[^>]*) width="[^"]*"([^>]*><title>two units, workerpool)/g, '$1 width="0"$2'),
      );
      expect(faults).toContain('empty: two units, workerpool: 2 (');
    });

    test('a scenario that the page leaves out', async () => {
      const without = { ...INVENTED, samples: INVENTED.samples.filter(({ scenario }) => scenario !== 'S97') };
      expect(await faultsWith(() => pageHtml(without))).toContain('no mark: S97, milliseconds, far apart, ringpool');
    });

    test('a script error', async () => {
      const script = '<script>throw new Error("planted");</script></body>';
      const faults = await faultsWith((html) => html.replace(allowed, '').replace('</body>', script));
      expect(faults).toContain('script error: planted');
    });

    test('a script, even one that would do no harm', async () => {
      const faults = await faultsWith((html) => html.replace('</body>', '<script>1;</script></body>'));
      expect(faults).toContain('Content Security Policy');
    });

    test('a request', async () => {
      const image = '<img alt="" src="http://elsewhere.invalid/a.png"></body>';
      const faults = await faultsWith((html) => html.replace(allowed, '').replace('</body>', image));
      expect(faults).toContain('asks for http://elsewhere.invalid/a.png');
    });

    test('something too wide for a phone', async () => {
      const wide = '<div style="width: 400px">wide</div></main>';
      expect(await faultsWith((html) => html.replace('</main>', wide), { view: 'phone' })).toContain(
        'scrolls sideways',
      );
    });

    test('dark text on dark', async () => {
      const faults = await faultsWith((html) => html.replace('--text: #e6eaee', '--text: #4a4f55'), {
        view: 'dark',
        looks: READING,
      });
      expect(faults).toContain('accessibility, color-contrast');
      expect(faults).toContain('contrast of text alone');
    });

    test('a heading in a chart that is not painted', async () => {
      const faults = await faultsWith((html) => html.replaceAll('fill="var(--text)"', 'fill="none"'), {
        looks: READING,
      });
      expect(faults).toContain('contrast of text alone: expected 4.5, got 0.00');
    });

    test('a chart without a name', async () => {
      const faults = await faultsWith((html) => html.replaceAll(/<svg aria-label="S98[^"]*"/g, '<svg'), {
        looks: READING,
      });
      expect(faults).toContain('accessibility, svg-img-alt');
    });

    test('a text that is cut off', async () => {
      const faults = await faultsWith((html) => html.replaceAll('>alone</text>', ' x="300">alone</text>'), {
        view: 'phone',
      });
      expect(faults).toContain('cut off: alone');
    });

    test('a chart without its table', async () => {
      const faults = await faultsWith((html) => html.replaceAll(/<details>.*?<\/details>/gs, ''));
      expect(faults).toContain('no table: S97, milliseconds');
    });
  });
});
