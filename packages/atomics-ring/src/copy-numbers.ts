/** Copies `count` numbers. A plain loop over neighbours: for a batch of some dozens it beats `set` and the `subarray` it needs. */
export function copyNumbers(
  source: ArrayLike<number>,
  sourceStart: number,
  target: Float64Array | number[],
  targetStart: number,
  count: number,
): void {
  for (let index = 0; index < count; index += 1) target[targetStart + index] = source[sourceStart + index]!;
}
