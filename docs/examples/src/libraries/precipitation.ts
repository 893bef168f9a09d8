import { readFile } from 'node:fs/promises';
import { datasetFile } from '../data/dataset-file.js';
import type { Grid } from './tiled-tiff.js';

/** Loads the mean precipitation of a year over the United States, a grid of 360 × 168 points. */
export async function loadPrecipitation(): Promise<Grid> {
  return JSON.parse(await readFile(datasetFile('annual-precip.json'), 'utf8')) as Grid;
}
