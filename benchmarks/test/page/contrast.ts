import type { Page } from 'playwright-core';

/** What WCAG wants for text, and for shapes that tell something. */
const WANTED = { text: 4.5, shape: 3 } as const;

/** The part of axe that knows colours; its types leave it out. */
interface AxeColours {
  readonly commons: {
    readonly color: {
      readonly Color: new () => { parseString(text: string): void };
      readonly getContrast: (background: object, foreground: object) => number;
    };
  };
}

interface Painted {
  readonly kind: keyof typeof WANTED;
  readonly name: string;
  readonly contrast: number;
}

/** The texts and shapes of charts that do not stand out from the page. axe looks at HTML only. */
export async function contrastFaults(page: Page): Promise<string[]> {
  const painted = await page.locator('svg text, svg :is(rect, path):has(title)').evaluateAll(measureContrasts);
  const faults = painted
    .filter(({ kind, contrast }) => !(contrast >= WANTED[kind]))
    .map(
      ({ kind, name, contrast }) => `contrast of ${kind} ${name}: expected ${WANTED[kind]}, got ${contrast.toFixed(2)}`,
    );
  return [...new Set(faults)];
}

/** Runs in the page, where axe has been loaded; a fill of `none` has no contrast at all. */
function measureContrasts(elements: readonly Element[]): Painted[] {
  const { Color, getContrast } = (globalThis as unknown as { axe: AxeColours }).axe.commons.color;
  const page = new Color();
  page.parseString(getComputedStyle(document.body).backgroundColor);
  return elements
    .filter((element) => element.checkVisibility())
    .map((element) => {
      const { fill } = getComputedStyle(element);
      const colour = new Color();
      if (fill !== 'none') colour.parseString(fill);
      const kind = element.tagName === 'text' ? 'text' : 'shape';
      const name = element.textContent;
      return { kind, name, contrast: fill === 'none' ? 0 : getContrast(page, colour) };
    });
}
