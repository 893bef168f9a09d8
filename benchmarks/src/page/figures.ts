import type { Summary } from '../statistics.js';
import { shortNumber } from '../table.js';

const COMPACT = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 3 });

/** Below this, a number is as short in full. */
const COMPACT_FROM = 10_000;

/** A number as it stands in a chart: three significant digits, thousands and millions as letters. */
export function compactNumber(value: number): string {
  if (!Number.isFinite(value)) return '–';
  return Math.abs(value) < COMPACT_FROM ? shortNumber(value) : COMPACT.format(value);
}

/** Lowest and highest in a few characters; one of them where they read the same. */
export function rangeText({ min, max }: Pick<Summary, 'min' | 'max'>): string {
  const [low, high] = [compactNumber(min), compactNumber(max)];
  return low === high ? low : `${low} to ${high}`;
}

/** How many times better, with the lowest and the highest of the pairs; a dash where nothing can be said. */
export function timesText(ratio: Summary | undefined): string {
  if (ratio === undefined || !Number.isFinite(ratio.median)) return '–';
  const range = ratio.count === 1 ? '1 pair' : `${compactNumber(ratio.min)} to ${compactNumber(ratio.max)}`;
  return `${factorText(ratio.median)} × (${range})`;
}

const CLOSE_TO_ONE = new Intl.NumberFormat('en', { maximumSignificantDigits: 5 });

/** Near 1, three digits would hide on which side of it a factor lies. */
function factorText(factor: number): string {
  return Math.abs(factor - 1) < 0.01 ? CLOSE_TO_ONE.format(factor) : compactNumber(factor);
}
