/** The functions that the authors of other pools measure with. */

/** Tasks of poolifier's benchmark: `n!`, a number of 8,530 bits for n = 1000. */
export function factorial(n: number): bigint {
  return n === 0 ? 1n : factorial(n - 1) * BigInt(n);
}

/** Tasks of jest-worker's benchmark: nothing at all. */
export function empty(): void {}

const POINTS = 10_000;

/** Tasks of jest-worker's benchmark: the share of random points that fall into the circle. */
export function estimatePi(): number {
  let inside = 0;
  for (let point = 0; point < POINTS; point += 1) {
    if (Math.random() ** 2 + Math.random() ** 2 <= 1) inside += 1;
  }
  return (4 * inside) / POINTS;
}

/** Tasks of piscina's benchmark. */
export function addPair({ a, b }: { readonly a: number; readonly b: number }): number {
  return a + b;
}
