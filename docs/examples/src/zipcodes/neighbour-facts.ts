import { quantile } from '../data/interval.js';
import type { Neighbours } from './neighbour-kernel.js';
import type { ZipCode } from '../data/zip-codes.js';

/** Mean radius of the Earth (R₁ of the International Union of Geodesy and Geophysics). */
const EARTH_RADIUS_KM = 6371.0088;

const LONELIEST = 5;

/** Turns the square of a chord of the unit sphere into a distance along the surface of the Earth. */
export function kilometres(squaredChord: number): number {
  return 2 * EARTH_RADIUS_KM * Math.asin(Math.sqrt(squaredChord) / 2);
}

/** Says what the neighbours show, in lines of text. */
export function factsAbout(zipCodes: readonly ZipCode[], { indices, squaredChords }: Neighbours): string {
  const distances = Float64Array.from(squaredChords, kilometres);
  const sorted = distances.slice().sort();
  const places = onePerPlace(zipCodes);
  places.sort((a, b) => distances[b]! - distances[a]!);
  const pairOf = (index: number) => describePair(zipCodes[index]!, zipCodes[indices[index]!]!, distances[index]!);
  return [
    `${zipCodes.length} zip codes at ${places.length} places`,
    `distance to the nearest other place: median ${quantile(sorted, 0.5).toFixed(2)} km,` +
      ` half of all between ${quantile(sorted, 0.25).toFixed(2)} and ${quantile(sorted, 0.75).toFixed(2)} km`,
    `nearest to each other:  ${pairOf(places.at(-1)!)}`,
    `most isolated:          ${places
      .slice(0, LONELIEST)
      .map(pairOf)
      .join(`\n${' '.repeat(24)}`)}`,
  ].join('\n');
}

/** Gives the index of one zip code for each place: many share their coordinates with others. */
function onePerPlace(zipCodes: readonly ZipCode[]): number[] {
  const first = new Map<string, number>();
  zipCodes.forEach(({ latitude, longitude }, index) => {
    const place = `${latitude},${longitude}`;
    if (!first.has(place)) first.set(place, index);
  });
  return [...first.values()];
}

function describePair(from: ZipCode, to: ZipCode, distanceKm: number): string {
  return `${nameOf(from)} and ${nameOf(to)}, ${distanceKm.toFixed(distanceKm < 1 ? 4 : 0)} km`;
}

function nameOf({ code, city, state }: ZipCode): string {
  return `${code} ${city} ${state}`;
}
