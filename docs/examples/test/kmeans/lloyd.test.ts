import { describe, expect, test } from 'vitest';
import { loadZipCodes } from '../../src/data/zip-codes.js';
import { pointsOf } from '../../src/kmeans/fixed-points.js';
import type { Points } from '../../src/kmeans/fixed-points.js';
import { addSums, assignPoints } from '../../src/kmeans/kmeans-kernel.js';
import { bestClusters, cluster, firstCentres } from '../../src/kmeans/lloyd.js';
import type { Assign } from '../../src/kmeans/lloyd.js';
import { spreadOf } from '../../src/kmeans/spread.js';

const zipCodes = (await loadZipCodes()).filter((_, index) => index % 20 === 0);
const points = pointsOf(zipCodes);

function assignIn(blockLength: number, { x, y, z }: Points = points): Assign {
  return (centres, nearest) => {
    const starts = Array.from({ length: Math.ceil(x.length / blockLength) }, (_, block) => block * blockLength);
    const partials = starts.map((start) =>
      assignPoints(x.subarray(start, start + blockLength), start, y, z, centres, nearest),
    );
    return partials.reduce(addSums);
  };
}

function squaredDistance(a: Points, i: number, b: Points, j: number): number {
  return (a.x[i]! - b.x[j]!) ** 2 + (a.y[i]! - b.y[j]!) ** 2 + (a.z[i]! - b.z[j]!) ** 2;
}

function onALine(...x: number[]): Points {
  const zeros = new Float64Array(x.length);
  return { x: Float64Array.from(x), y: zeros, z: zeros };
}

describe('cluster', () => {
  test('finds groups that lie apart', async () => {
    const line = onALine(0, 1, 2, 100, 101, 102, 1000, 1002);
    const { centres, nearest } = await cluster(line, firstCentres(line, 3, 0), assignIn(8, line));
    expect([...nearest]).toEqual([0, 0, 0, 1, 1, 1, 2, 2]);
    expect([...centres.x]).toEqual([1, 101, 1001]);
  });

  test('rests where each point has its nearest centre, and each centre is the mean of its points', async () => {
    const { centres, nearest } = await cluster(points, firstCentres(points, 20, 0), assignIn(points.x.length));
    nearest.forEach((own, point) => {
      const distances = Array.from(centres.x, (_, centre) => squaredDistance(points, point, centres, centre));
      expect(distances[own]).toBe(Math.min(...distances));
    });
    centres.x.forEach((x, centre) => {
      const own = points.x.filter((_, point) => nearest[point] === centre);
      expect(own.reduce((sum, value) => sum + value, 0) / own.length).toBe(x);
    });
  });

  test('gives the same bits however the points are cut into blocks', async () => {
    const whole = await cluster(points, firstCentres(points, 30, 0), assignIn(points.x.length));
    expect(await cluster(points, firstCentres(points, 30, 0), assignIn(64))).toEqual(whole);
    expect(await cluster(points, firstCentres(points, 30, 0), assignIn(999))).toEqual(whole);
  });
});

test('takes the best of several starts', async () => {
  const within = async (starts: number) =>
    spreadOf(points, await bestClusters(points, 30, starts, assignIn(points.x.length))).within;
  const shifted = await cluster(points, firstCentres(points, 30, 0.5), assignIn(points.x.length));
  expect(await within(2)).toBe(Math.min(await within(1), spreadOf(points, shifted).within));
});

describe('spreadOf', () => {
  test('splits the spread of all points into that within and that between clusters', async () => {
    const clusters = await cluster(points, firstCentres(points, 30, 0), assignIn(points.x.length));
    const { total, within, between } = spreadOf(points, clusters);
    expect((within + between) / total).toBeCloseTo(1, 12);
  });

  test('does not add up where a point is counted to another centre', async () => {
    const clusters = await cluster(points, firstCentres(points, 30, 0), assignIn(points.x.length));
    clusters.nearest[0] = (clusters.nearest[0]! + 1) % 30;
    const { total, within, between } = spreadOf(points, clusters);
    expect(Math.abs((within + between) / total - 1)).toBeGreaterThan(1e-12);
  });
});
