import { expect, test } from 'vitest';
import { mapOf } from '../../src/kmeans/map-picture.js';

const place = { code: '', city: '', state: '' };

test('draws the places of the map, and none outside it', () => {
  const zipCodes = [
    { ...place, latitude: 40, longitude: -100 },
    { ...place, latitude: 21, longitude: -158 },
  ];
  const none = new Float64Array(0);
  const clusters = { centres: { x: none, y: none, z: none }, nearest: Uint16Array.of(0, 1) };
  const { width, height, data } = mapOf(zipCodes, clusters, 200);
  const coloured = [];
  for (let pixel = 0; pixel < width * height; pixel++) {
    if (data.subarray(3 * pixel, 3 * pixel + 3).some((value) => value !== 255)) coloured.push(pixel);
  }
  const [first] = coloured;
  expect(coloured).toEqual([first, first! + 1, first! + width, first! + width + 1]);
  expect(first! % width).toBe(Math.floor((25 / 58.5) * 200));
});
