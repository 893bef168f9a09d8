/** A quantile of values that were counted: `counts[i]` of them are `lowest + i`. The same as `quantile` of the sorted values. */
export function countedQuantile(counts: Int32Array, lowest: number, probability: number): number {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) throw new RangeError('Expected at least one value, got none.');
  const position = probability * (total - 1);
  const below = valueAt(counts, lowest, Math.floor(position));
  const above = valueAt(counts, lowest, Math.ceil(position));
  return below + (position - Math.floor(position)) * (above - below);
}

/** The value with this many before it. */
function valueAt(counts: Int32Array, lowest: number, rank: number): number {
  let bin = 0;
  for (let passed = counts[0]!; passed <= rank; passed += counts[bin]!) bin++;
  return lowest + bin;
}
