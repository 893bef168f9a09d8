/**
 * Positions count bytes (in a number ring: numbers) since the ring was made. They are 32-bit integers that grow for ever and
 * wrap from 2³¹ − 1 to −2³¹; a capacity is a power of two of at most 2³⁰, so a distance between two live positions is
 * always exact.
 */

/** How far `later` lies ahead of `earlier`; negative when it lies behind. */
export function distance(earlier: number, later: number): number {
  return (later - earlier) | 0;
}

/** The position `amount` ahead. */
export function advance(position: number, amount: number): number {
  return (position + amount) | 0;
}

/** The place of a position in a ring whose capacity is `mask + 1`. */
export function placeOf(position: number, mask: number): number {
  return position & mask;
}

/** Whether `later` lies 0 to `reach` ahead of `earlier`, and both are multiples of `step` (a power of two). */
export function isWithinReach(earlier: number, later: number, reach: number, step: number): boolean {
  const ahead = distance(earlier, later);
  return ahead >= 0 && ahead <= reach && ((earlier | later) & (step - 1)) === 0;
}
