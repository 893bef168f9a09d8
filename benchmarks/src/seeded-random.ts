import { randomExponential, randomLcg, randomLogNormal } from 'd3-random';

/** Exponentially distributed values with a mean of 1, the same ones for the same seed. */
export function exponentialValues(seed: number): () => number {
  return randomExponential.source(randomLcg(seed))(1);
}

/** Log-normally distributed values, the same ones for the same seed; `sigma` is the deviation of the logarithm. */
export function logNormalValues(seed: number, sigma: number): () => number {
  return randomLogNormal.source(randomLcg(seed))(0, sigma);
}
