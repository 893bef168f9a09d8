import { sharedArray } from 'ringpool';
import type { Points } from './fixed-points.js';
import { SUMS_PER_CENTRE } from './kmeans-kernel.js';
import { spreadOf } from './spread.js';

/** Where the centres came to rest, and the centre of each point. */
export interface Clusters {
  readonly centres: Points;
  readonly nearest: Uint16Array;
}

/** Finds the nearest centre of every point, here or on a pool, and gives the sums of the points of each. */
export type Assign = (centres: Points, nearest: Uint16Array) => Float64Array | Promise<Float64Array>;

const MOST_ROUNDS = 1000;

/** Looks for clusters from several starts, and gives those that lie closest around their centres. */
export async function bestClusters(points: Points, count: number, starts: number, assign: Assign): Promise<Clusters> {
  let best = await cluster(points, firstCentres(points, count, 0), assign);
  for (let start = 1; start < starts; start++) {
    const clusters = await cluster(points, firstCentres(points, count, start / starts), assign);
    if (spreadOf(points, clusters).within < spreadOf(points, best).within) best = clusters;
  }
  return best;
}

/**
 * Moves each centre to the mean of the points that are nearest to it, until none moves: the algorithm of Lloyd, "Least squares
 * quantization in PCM" (https://doi.org/10.1109/TIT.1982.1056489). Moves the given centres.
 */
export async function cluster(points: Points, centres: Points, assign: Assign): Promise<Clusters> {
  const nearest = sharedArray(Uint16Array, points.x.length);
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const sums = await assign(centres, nearest);
    if (!moveToMeans(centres, sums)) return { centres, nearest };
  }
  throw new Error(`Expected the centres to rest after ${MOST_ROUNDS} rounds, but they still move.`);
}

/** Takes points at equal distances in the list; `shift`, from 0 to 1, says where between two of them the first is. */
export function firstCentres({ x, y, z }: Points, count: number, shift: number): Points {
  const chosen = (axis: Float64Array) =>
    sharedArray(
      Float64Array,
      Array.from({ length: count }, (_, centre) => axis[Math.floor(((centre + shift) * axis.length) / count)]!),
    );
  return { x: chosen(x), y: chosen(y), z: chosen(z) };
}

/** Tells whether any centre moved. One that has no points stays where it is. */
function moveToMeans({ x, y, z }: Points, sums: Float64Array): boolean {
  let moved = false;
  for (let centre = 0; centre < x.length; centre++) {
    const [count, ...sum] = sums.subarray(SUMS_PER_CENTRE * centre, SUMS_PER_CENTRE * (centre + 1));
    if (count === 0) continue;
    [x, y, z].forEach((axis, index) => {
      const mean = sum[index]! / count!;
      moved ||= mean !== axis[centre];
      axis[centre] = mean;
    });
  }
  return moved;
}
