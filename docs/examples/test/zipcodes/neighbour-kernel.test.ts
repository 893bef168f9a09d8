import { describe, expect, test } from 'vitest';
import { kilometres } from '../../src/zipcodes/neighbour-facts.js';
import { nearestNeighbours } from '../../src/zipcodes/neighbour-kernel.js';
import type { Neighbours } from '../../src/zipcodes/neighbour-kernel.js';
import { loadZipCodes, unitVectorsOf } from '../../src/data/zip-codes.js';
import type { ZipCode } from '../../src/data/zip-codes.js';

/** The haversine formula: another way to the same distances. */
function haversineKm(a: ZipCode, b: ZipCode): number {
  const radians = Math.PI / 180;
  const dPhi = (b.latitude - a.latitude) * radians;
  const dLambda = (b.longitude - a.longitude) * radians;
  const cosines = Math.cos(a.latitude * radians) * Math.cos(b.latitude * radians);
  return 2 * 6371.0088 * Math.asin(Math.sqrt(Math.sin(dPhi / 2) ** 2 + cosines * Math.sin(dLambda / 2) ** 2));
}

function naiveNearestKm(zipCodes: readonly ZipCode[], from: ZipCode): number {
  const elsewhere = zipCodes.filter((to) => to.latitude !== from.latitude || to.longitude !== from.longitude);
  return Math.min(...elsewhere.map((to) => haversineKm(from, to)));
}

function neighboursOf(unitVectors: Float64Array): Neighbours {
  return nearestNeighbours({ unitVectors, begin: 0, end: unitVectors.length / 3 });
}

describe('nearestNeighbours', () => {
  test('finds what a naive loop with another formula finds among 300 real zip codes', async () => {
    const zipCodes = (await loadZipCodes()).filter((_, index) => index % 140 === 0).slice(0, 300);
    expect(zipCodes).toHaveLength(300);
    const { indices, squaredChords } = neighboursOf(unitVectorsOf(zipCodes));
    zipCodes.forEach((from, index) => {
      const distance = naiveNearestKm(zipCodes, from);
      expect(haversineKm(from, zipCodes[indices[index]!]!)).toBeCloseTo(distance, 6);
      expect(kilometres(squaredChords[index]!)).toBeCloseTo(distance, 6);
    });
  });

  test('passes over points at the same place', () => {
    const { indices } = neighboursOf(Float64Array.of(1, 0, 0, 1, 0, 0, 0, 1, 0));
    expect([...indices]).toEqual([2, 2, 0]);
  });

  test('gives the first of several that are equally near', () => {
    const { indices, squaredChords } = neighboursOf(Float64Array.of(1, 0, 0, 0, 1, 0, 0, -1, 0));
    expect([...indices]).toEqual([1, 0, 0]);
    expect([...squaredChords]).toEqual([2, 2, 2]);
  });

  test('finds nobody where all points are at one place', () => {
    const { indices, squaredChords } = neighboursOf(Float64Array.of(0, 0, 1, 0, 0, 1));
    expect([...indices]).toEqual([-1, -1]);
    expect([...squaredChords]).toEqual([Infinity, Infinity]);
  });

  test('gives the points of its range only, against all points', async () => {
    const unitVectors = unitVectorsOf((await loadZipCodes()).slice(0, 100));
    const whole = neighboursOf(unitVectors);
    const part = nearestNeighbours({ unitVectors, begin: 40, end: 60 });
    expect(part).toEqual({
      begin: 40,
      indices: whole.indices.slice(40, 60),
      squaredChords: whole.squaredChords.slice(40, 60),
    });
  });
});
