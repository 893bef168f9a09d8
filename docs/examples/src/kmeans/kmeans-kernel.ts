import type { Points } from './fixed-points.js';

/** For each centre: the number of its points and the sums of their x, y and z. */
export const SUMS_PER_CENTRE = 4;

/**
 * Finds the nearest centre of each point of a block, notes it in `nearest`, and adds the point to the sums of that centre. The block holds
 * the points' x; `y` and `z` are those of all points, `offset` is where the block begins.
 */
export function assignPoints(
  x: Float64Array,
  offset: number,
  y: Float64Array,
  z: Float64Array,
  centres: Points,
  nearest: Uint16Array,
): Float64Array {
  const sums = new Float64Array(SUMS_PER_CENTRE * centres.x.length);
  for (let index = 0; index < x.length; index++) {
    const point = offset + index;
    const centre = nearestCentre(x[index]!, y[point]!, z[point]!, centres.x, centres.y, centres.z);
    nearest[point] = centre;
    const start = SUMS_PER_CENTRE * centre;
    sums[start]! += 1;
    sums[start + 1]! += x[index]!;
    sums[start + 2]! += y[point]!;
    sums[start + 3]! += z[point]!;
  }
  return sums;
}

/** The first of the centres that are nearest. All the time of this example is spent in this loop. */
function nearestCentre(x: number, y: number, z: number, xs: Float64Array, ys: Float64Array, zs: Float64Array): number {
  let nearest = 0;
  let least = Infinity;
  for (let centre = 0; centre < xs.length; centre++) {
    const dx = xs[centre]! - x;
    const dy = ys[centre]! - y;
    const dz = zs[centre]! - z;
    const square = dx * dx + dy * dy + dz * dz;
    if (square >= least) continue;
    least = square;
    nearest = centre;
  }
  return nearest;
}

/** Adds up the sums of two blocks. */
export function addSums(left: Float64Array, right: Float64Array): Float64Array {
  return left.map((sum, index) => sum + right[index]!);
}
