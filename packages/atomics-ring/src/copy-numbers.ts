/** From this many on, making a view and copying it whole is faster than a loop. */
const MANY = 48;

/** Copies `count` numbers. */
export function copyNumbers(
  source: ArrayLike<number>,
  sourceStart: number,
  target: Float64Array | number[],
  targetStart: number,
  count: number,
): void {
  if (count >= MANY && source instanceof Float64Array && target instanceof Float64Array) {
    const isWhole = count === source.length;
    target.set(isWhole ? source : source.subarray(sourceStart, sourceStart + count), targetStart);
    return;
  }
  for (let index = 0; index < count; index += 1) target[targetStart + index] = source[sourceStart + index]!;
}
