/** Two bounds of an unknown value. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** The percentile interval of a bootstrap: the middle `confidence` of the values, 0.95 for 95 %. */
export function percentileInterval(values: Float64Array, confidence: number): Interval {
  const sorted = values.slice().sort();
  const tail = (1 - confidence) / 2;
  return { low: quantile(sorted, tail), high: quantile(sorted, 1 - tail) };
}

/** A quantile of sorted values, between two neighbours by linear interpolation (type 7 of Hyndman and Fan, as in R and NumPy). */
export function quantile(sorted: ArrayLike<number>, probability: number): number {
  if (sorted.length === 0) throw new RangeError('Expected at least one value, got none.');
  const position = probability * (sorted.length - 1);
  const below = Math.floor(position);
  const above = Math.ceil(position);
  return sorted[below]! + (position - below) * (sorted[above]! - sorted[below]!);
}
