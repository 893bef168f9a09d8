/** Standard deviations that a test statistic may be off: one of 30,000 right generators is. Seeds are fixed, so it is settled once. */
const DEVIATIONS = 4;

/** Whether counts are what is expected of them, neither too far from it nor too near: Pearson's chi-square test. */
export function fits(counts: ArrayLike<number>, expected: readonly number[]): boolean {
  const statistic = expected.reduce((sum, count, bin) => sum + (counts[bin]! - count) ** 2 / count, 0);
  return Math.abs(chiSquareDeviations(statistic, expected.length - 1)) < DEVIATIONS;
}

/** How many standard deviations a chi-square is off, by the approximation of Wilson and Hilferty. */
function chiSquareDeviations(statistic: number, freedom: number): number {
  const variance = 2 / (9 * freedom);
  return (Math.cbrt(statistic / freedom) - (1 - variance)) / Math.sqrt(variance);
}

/** As `fits`, for bins that are all to hold the same. */
export function areEven(counts: ArrayLike<number>): boolean {
  const total = Array.from(counts).reduce((sum, count) => sum + count, 0);
  return fits(counts, new Array<number>(counts.length).fill(total / counts.length));
}

/** The greatest distance between the distribution of the values and the one expected, times the root of their number: Kolmogorov and Smirnov. */
export function distance(values: Float64Array, distribution: (value: number) => number): number {
  const sorted = values.slice().sort();
  let greatest = 0;
  for (const [rank, value] of sorted.entries()) {
    const at = distribution(value);
    greatest = Math.max(greatest, Math.abs(at - rank / sorted.length), Math.abs(at - (rank + 1) / sorted.length));
  }
  return greatest * Math.sqrt(sorted.length);
}

/** What `distance` passes for one of 10,000 right generators. */
export const GREATEST_DISTANCE = 2.23;

/** The distribution function of the normal distribution, to seven digits (Abramowitz and Stegun, 7.1.26). */
export function normalDistribution(value: number): number {
  const t = 1 / (1 + (0.327_591_1 * Math.abs(value)) / Math.SQRT2);
  const tail =
    (t *
      (0.254_829_592 + t * (-0.284_496_736 + t * (1.421_413_741 + t * (-1.453_152_027 + t * 1.061_405_429)))) *
      Math.exp(-(value ** 2) / 2)) /
    2;
  return value < 0 ? tail : 1 - tail;
}
