import type { Points } from './fixed-points.js';
import type { Clusters } from './lloyd.js';

/**
 * Sums of squared distances. By the theorem of König and Huygens the first is the sum of the other two, if every centre is the mean of its
 * points.
 */
export interface Spread {
  /** Of all points from their common mean. */
  readonly total: number;

  /** Of each point from its centre: what k-means makes small. */
  readonly within: number;

  /** Of each point's centre from the common mean. */
  readonly between: number;
}

/** Measures how well the centres stand for their points. */
export function spreadOf(points: Points, { centres, nearest }: Clusters): Spread {
  const spread = { total: 0, within: 0, between: 0 };
  for (const axis of ['x', 'y', 'z'] as const) {
    const values = points[axis];
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    values.forEach((value, point) => {
      const centre = centres[axis][nearest[point]!]!;
      spread.total += (value - mean) ** 2;
      spread.within += (value - centre) ** 2;
      spread.between += (centre - mean) ** 2;
    });
  }
  return spread;
}
