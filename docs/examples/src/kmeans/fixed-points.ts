import { sharedArray } from 'ringpool';
import type { ZipCode } from '../data/zip-codes.js';
import { unitVectorsOf } from '../data/zip-codes.js';

/** Units of a coordinate in the radius of the Earth: 6 mm. */
const UNITS = 2 ** 30;

/** Points in space, in shared memory. */
export interface Points {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly z: Float64Array;
}

/**
 * Places zip codes on a sphere. Coordinates are whole numbers, so their sums are exact, whatever the order: a mean has the same bits for
 * any cut into blocks.
 */
export function pointsOf(zipCodes: readonly ZipCode[]): Points {
  const vectors = unitVectorsOf(zipCodes);
  const axis = (first: number) =>
    sharedArray(
      Float64Array,
      zipCodes.map((_, index) => Math.round(UNITS * vectors[3 * index + first]!)),
    );
  return { x: axis(0), y: axis(1), z: axis(2) };
}
