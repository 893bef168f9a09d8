import { show } from '../option-checks.js';

/** A finite number. Throws `TypeError` for another type, `RangeError` for another number. */
export function checkFinite(name: string, value: unknown): number {
  if (typeof value !== 'number') throw new TypeError(`Expected \`${name}\` to be a number, got ${show(value)}.`);
  if (!Number.isFinite(value)) throw new RangeError(`Expected \`${name}\` to be finite, got ${value}.`);
  return value;
}

/** How far apart two bounds are. Throws `TypeError` for what is no number, `RangeError` for bounds that leave nothing between them. */
export function checkRange(low: unknown, high: unknown): number {
  const from = checkFinite('low', low);
  const span = checkFinite('high', high) - from;
  if (span > 0 && span < Infinity) return span;
  throw new RangeError(`Expected \`high\` to be above \`low\` by a finite number, got ${show(low)} and ${show(high)}.`);
}
