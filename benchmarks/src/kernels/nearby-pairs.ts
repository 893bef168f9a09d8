import { datasetText } from './datasets.js';
import type { Kernel } from './kernel.js';
import { sharedCopy, sharedNumbers } from './kernel.js';

const EARTH_RADIUS_KM = 6371;
const NEARBY_KM = 100;

/** Two points of the unit sphere are nearby when their chord, squared, is below this: no arc is needed in the loop. */
const CHORD_LIMIT = (2 * Math.sin(NEARBY_KM / EARTH_RADIUS_KM / 2)) ** 2;

/** For each zip code, how many of those after it are within 100 km: each pair is looked at once. */
export function nearbyPairs(begin: number, end: number, input: Float64Array, output: Float64Array): void {
  const points = input.length / 3;
  const xs = input.subarray(0, points);
  const ys = input.subarray(points, 2 * points);
  const zs = input.subarray(2 * points);
  for (let first = begin; first < end; first += 1) output[first] = countNearby(xs, ys, zs, first);
}

/**
 * The loop is a function of its own, and so is compiled as one: V8 may compile a loop that is still in its first rounds together with the loop around it, without
 * knowing what comes after it, and then enters that half-known code again and again.
 */
function countNearby(xs: Float64Array, ys: Float64Array, zs: Float64Array, first: number): number {
  const x = xs[first]!;
  const y = ys[first]!;
  const z = zs[first]!;
  let count = 0;
  for (let second = first + 1; second < xs.length; second += 1) {
    const dx = xs[second]! - x;
    const dy = ys[second]! - y;
    const dz = zs[second]! - z;
    if (dx * dx + dy * dy + dz * dz < CHORD_LIMIT) count += 1;
  }
  return count;
}

export const nearbyPairsKernel: Kernel = {
  title: 'pairwise distances of zip codes',
  name: 'nearbyPairs',
  run: nearbyPairs,
  load: (effort) => {
    const places = coordinates().filter((_, index) => index % (effort === 'quick' ? 4 : 2) === 0);
    const x = places.map(([latitude, longitude]) => Math.cos(latitude) * Math.cos(longitude));
    const y = places.map(([latitude, longitude]) => Math.cos(latitude) * Math.sin(longitude));
    const z = places.map(([latitude]) => Math.sin(latitude));
    return { length: places.length, input: sharedCopy([...x, ...y, ...z]), output: sharedNumbers(places.length) };
  },
};

/** Latitude and longitude of every zip code, in radians. */
function coordinates(): readonly (readonly [number, number])[] {
  const lines = datasetText('zipcodes.csv').trim().split('\n').slice(1);
  return lines.map((line) => {
    const [, latitude, longitude] = line.split(',');
    return [radians(Number(latitude)), radians(Number(longitude))] as const;
  });
}

function radians(degrees: number): number {
  return (degrees * Math.PI) / 180;
}
