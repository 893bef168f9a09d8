/** `x + 1` for every number of a chunk: what a user of a pool without `map` writes. */
export function addOneToEach(chunk: readonly number[]): number[] {
  return chunk.map((x) => x + 1);
}

/** The same for numbers in one piece of memory, in place. */
export function addOneInPlace(chunk: Float64Array): Float64Array {
  for (let index = 0; index < chunk.length; index += 1) chunk[index] = (chunk[index] ?? Number.NaN) + 1;
  return chunk;
}
