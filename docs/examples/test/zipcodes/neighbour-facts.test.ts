import { expect, test } from 'vitest';
import { factsAbout, kilometres } from '../../src/zipcodes/neighbour-facts.js';
import { nearestNeighbours } from '../../src/zipcodes/neighbour-kernel.js';
import { unitVectorsOf } from '../../src/data/zip-codes.js';

test('knows a quarter and a half of the way round the Earth', () => {
  expect(kilometres(2)).toBeCloseTo(10_007.557, 3);
  expect(kilometres(4)).toBeCloseTo(20_015.114, 3);
});

test('names the closest pair and the most isolated place', () => {
  const zipCodes = [0, 1, 1, 3, 7].map((latitude, index) => ({
    code: `1000${index}`,
    city: 'Town',
    state: 'XX',
    latitude,
    longitude: 0,
  }));
  const unitVectors = unitVectorsOf(zipCodes);
  const facts = factsAbout(zipCodes, nearestNeighbours({ unitVectors, begin: 0, end: zipCodes.length }));
  expect(facts.split('\n').slice(0, 4)).toEqual([
    '5 zip codes at 4 places',
    'distance to the nearest other place: median 111.20 km, half of all between 111.20 and 222.39 km',
    'nearest to each other:  10001 Town XX and 10000 Town XX, 111 km',
    'most isolated:          10004 Town XX and 10003 Town XX, 445 km',
  ]);
});
