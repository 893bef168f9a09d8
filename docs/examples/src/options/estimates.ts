import { PATHS_PER_BATCH, sumsAt } from './price-kernel.js';

/** A mean of random values, and how far it typically is from the truth. */
export interface Estimate {
  readonly mean: number;
  readonly standardError: number;
}

/** Estimates the price of each call from the sums of all batches. They are added in the order of the batches: always the same bits. */
export function estimatesOf(sums: Float64Array, strikes: number): Estimate[] {
  const batches = sums.length / (2 * strikes);
  return Array.from({ length: strikes }, (_, index) => {
    let sum = 0;
    let squares = 0;
    for (let batch = 0; batch < batches; batch++) {
      sum += sums[sumsAt(batch, strikes) + 2 * index]!;
      squares += sums[sumsAt(batch, strikes) + 2 * index + 1]!;
    }
    return estimateOf(sum, squares, batches * PATHS_PER_BATCH);
  });
}

function estimateOf(sum: number, squares: number, count: number): Estimate {
  const mean = sum / count;
  const variance = (squares - sum * mean) / (count - 1);
  return { mean, standardError: Math.sqrt(variance / count) };
}
