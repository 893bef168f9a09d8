/** Other people's libraries in tasks: Arrow's columns, a product by BLAS, fits by ml-matrix, and tiles of an image. */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { fromArrayBuffer } from 'geotiff';
import { sharedArray } from 'ringpool';
import { totalDelays } from './libraries/arrow-columns.js';
import { TilePool } from './libraries/geotiff-pool.js';
import { fitLines, groupPoints } from './libraries/line-fits.js';
import { multiply } from './libraries/matrix-product.js';
import { loadPrecipitation } from './libraries/precipitation.js';
import { columnValues, loadSharedFlights } from './libraries/shared-flights.js';
import { tiledTiff } from './libraries/tiled-tiff.js';
import { positiveInteger } from './program/positive-integer.js';
import { loadZipCodes, unitVectorsOf } from './data/zip-codes.js';

const EARTH_RADIUS_KM = 6371;
const NEAR_KM = 1000;
const DENVER = { code: '80202', city: 'Denver', state: 'CO', latitude: 39.75, longitude: -104.99 };
const MILES_PER_GROUP = 500;
const GROUPS = 6;
const TILE_SIDE = 64;

const { values: options } = parseArgs({
  options: { workers: { type: 'string', default: String(availableParallelism()) } },
});
const workers = positiveInteger('workers', options.workers);

const flights = await loadSharedFlights();
const { flights: count, minutes, late } = await totalDelays(flights, workers);
console.log(
  `apache-arrow: ${count} flights, ${(minutes / count).toFixed(2)} minutes late on average, ${late} by 15 or more`,
);

const zipCodes = unitVectorsOf(await loadZipCodes());
const cosines = await multiply(zipCodes, sharedArray(Float64Array, unitVectorsOf([DENVER])), workers);
const near = cosines.filter((cosine) => cosine >= Math.cos(NEAR_KM / EARTH_RADIUS_KM)).length;
console.log(`ndarray, BLAS: ${near} of ${cosines.length} zip codes are within ${NEAR_KM} km of ${DENVER.city}`);

const distance = columnValues(flights, 'distance');
const groupOf = (miles: number): number => Math.min(Math.floor(miles / MILES_PER_GROUP), GROUPS - 1);
const lines = await fitLines(groupPoints(distance, columnValues(flights, 'delay'), GROUPS, groupOf), workers);
const slopes = lines.map(({ slope }) => (100 * slope).toFixed(2)).join(', ');
console.log(`ml-matrix: minutes of delay for 100 miles more, by ${MILES_PER_GROUP} miles: ${slopes}`);

const grid = await loadPrecipitation();
const image = await (await fromArrayBuffer(tiledTiff(grid, TILE_SIDE))).getImage();
const pool = new TilePool(workers);
const [pixels] = (await image.readRasters({ pool })) as unknown as [Uint16Array];
const isEqual = pixels.every((pixel, index) => pixel === grid.values[index]);
console.log(
  `geotiff: ${pixels.length} pixels out of ${pool.tilesDecoded} tiles, as they were written: ${isEqual ? 'yes' : 'no'}`,
);
await pool.destroy();
process.exitCode = isEqual ? 0 : 1;
