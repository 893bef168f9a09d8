import type { Estimate } from './estimates.js';

/** The price of a call by simulation, and in closed form. */
export interface PricedCall extends Estimate {
  readonly strike: number;
  readonly exact: number;
}

const HEADING = 'strike    price  standard error  Black-Scholes';

/** Lays prices out as lines of a table. */
export function priceTable(priced: readonly PricedCall[]): string {
  return [HEADING, ...priced.map(lineOf)].join('\n');
}

/** How far a price is from the exact one, in its own standard errors. */
export function errorInStandardErrors({ mean, standardError, exact }: PricedCall): number {
  return Math.abs(mean - exact) / standardError;
}

function lineOf({ strike, mean, standardError, exact }: PricedCall): string {
  return [
    String(strike).padStart(6),
    mean.toFixed(3).padStart(7),
    standardError.toFixed(3).padStart(14),
    exact.toFixed(3).padStart(13),
  ].join('  ');
}
