/** How sure it must be that the interval holds the true median. */
const CONFIDENCE = 0.98;

/** The fewest values whose smallest and largest hold the median that surely. */
export const FEWEST_VALUES = 7;

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/**
 * Where the median of what the values were drawn from lies, with 98 % confidence, whatever their distribution: between the `k`th
 * smallest and the `k`th largest value. It leaves that interval only when fewer than `k` of `n` values lie on one side of it,
 * which is a matter of tossing coins. `undefined` for fewer than `FEWEST_VALUES`.
 */
export function medianInterval(values: readonly number[]): Interval | undefined {
  const sorted = [...values].sort(ascending);
  const low = sorted[valuesOutside(sorted.length) - 1];
  const high = sorted[sorted.length - valuesOutside(sorted.length)];
  return low === undefined || high === undefined ? undefined : { low, high };
}

/** Also of infinities, whose difference is no number. */
function ascending(a: number, b: number): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** The largest `k` with `2 · P(fewer than k heads in n tosses) ≤ 1 - CONFIDENCE`; 0 when there is none. */
function valuesOutside(count: number): number {
  let chance = 0.5 ** count;
  let chanceOfFewer = chance;
  let k = 0;
  while (2 * chanceOfFewer <= 1 - CONFIDENCE) {
    k += 1;
    chance *= (count - k + 1) / k;
    chanceOfFewer += chance;
  }
  return k;
}
