import { findNearest } from '../zipcodes/neighbour-kernel.js';

/**
 * The nearest other place of the points from `begin` up to, not including, `end`, among all `count` points. It is the kernel in JavaScript; `nearest.wat` has the same parameters.
 * All arrays are shared, and a point's results go to its own elements.
 */
export function nearest(
  begin: number,
  end: number,
  vectors: Float64Array,
  count: number,
  indices: Int32Array,
  squaredChords: Float64Array,
): void {
  const points = vectors.subarray(0, 3 * count);
  for (let point = begin; point < end; point++) findNearest(points, point, { begin: 0, indices, squaredChords });
}
