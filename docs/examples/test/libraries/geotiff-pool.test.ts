import { fromArrayBuffer } from 'geotiff';
import { expect, test } from 'vitest';
// The built files: what runs in workers cannot be TypeScript on every Node line.
import { TilePool } from '../../dist/libraries/geotiff-pool.js';
import { loadPrecipitation } from '../../dist/libraries/precipitation.js';
import { tiledTiff } from '../../dist/libraries/tiled-tiff.js';

test('decodes a tiled image on the pool, pixel for pixel as without it', async () => {
  const grid = await loadPrecipitation();
  const image = await (await fromArrayBuffer(tiledTiff(grid, 64))).getImage();
  expect([image.isTiled, image.getTileWidth(), image.getWidth(), image.getHeight()]).toEqual([true, 64, 360, 168]);
  const pool = new TilePool(2);
  const here = await image.readRasters();
  const there = await image.readRasters({ pool });
  const { tilesDecoded } = pool;
  await pool.destroy();
  expect(there).toEqual(here);
  expect(Array.from(there[0] as Uint16Array)).toEqual(grid.values);
  // 6 × 3 tiles, each of them by a worker.
  expect(tilesDecoded).toBe(18);
});

test('rejects the image whose tile is spoiled, and decodes the next one', async () => {
  const grid = { width: 32, height: 16, values: Array.from({ length: 512 }, (_, index) => index) };
  const spoiled = tiledTiff(grid, 16);
  new Uint8Array(spoiled, 8, 4).fill(0xff);
  const pool = new TilePool(1);
  await expect((await (await fromArrayBuffer(spoiled)).getImage()).readRasters({ pool })).rejects.toThrow(
    'incorrect header check',
  );
  const [pixels] = await (await (await fromArrayBuffer(tiledTiff(grid, 16))).getImage()).readRasters({ pool });
  await pool.destroy();
  expect(Array.from(pixels as Uint16Array)).toEqual(grid.values);
});
