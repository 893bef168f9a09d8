import type { ZipCode } from '../data/zip-codes.js';
import type { Picture } from '../program/save-picture.js';
import type { Clusters } from './lloyd.js';

/** What the map shows: the states that touch each other. */
const WEST = -125;
const EAST = -66.5;
const SOUTH = 24.3;
const NORTH = 49.5;

/** Degrees of longitude are shorter than those of latitude by the cosine of this. */
const MIDDLE_DEGREES = 38;

/** Successive colours are as far apart on the wheel as they can be, however many there are. */
const GOLDEN_ANGLE = 137.508;

/** Draws each zip code as a square of two by two pixels, in the colour of its cluster, on white. */
export function mapOf(zipCodes: readonly ZipCode[], { nearest }: Clusters, width: number): Picture {
  const scale = width / (EAST - WEST);
  const stretch = scale / Math.cos((MIDDLE_DEGREES * Math.PI) / 180);
  const height = Math.round((NORTH - SOUTH) * stretch);
  const data = new Uint8Array(3 * width * height).fill(255);
  zipCodes.forEach(({ latitude, longitude }, index) => {
    const left = Math.floor((longitude - WEST) * scale);
    const top = Math.floor((NORTH - latitude) * stretch);
    if (left < 0 || left > width - 2 || top < 0 || top > height - 2) return;
    const colour = colourOf(nearest[index]!);
    for (const pixel of [top * width + left, (top + 1) * width + left]) data.set([...colour, ...colour], 3 * pixel);
  });
  return { width, height, data };
}

/** A bright colour of this number: three waves, a third of the wheel apart. */
function colourOf(cluster: number): number[] {
  return [0, 120, 240].map((degrees) => {
    const angle = ((cluster * GOLDEN_ANGLE + degrees) * Math.PI) / 180;
    return Math.round(120 + 110 * Math.cos(angle));
  });
}
