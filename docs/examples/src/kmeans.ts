/** Where would 256 post offices be near to most zip codes? k-means clusters, found on one thread and then by a pool. */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import type { Pool } from 'ringpool';
import { loadZipCodes } from './data/zip-codes.js';
import { pointsOf } from './kmeans/fixed-points.js';
import * as kernel from './kmeans/kmeans-kernel.js';
import { bestClusters } from './kmeans/lloyd.js';
import type { Clusters } from './kmeans/lloyd.js';
import { mapOf } from './kmeans/map-picture.js';
import { spreadOf } from './kmeans/spread.js';
import { printComparison, sameBits } from './program/comparison.js';
import { printCheck } from './program/known-answer.js';
import { positiveInteger } from './program/positive-integer.js';
import { savePicture } from './program/save-picture.js';
import { sideBySide } from './program/side-by-side.js';

/** A block takes some 2 ms; at the end of each round all workers wait for the last. */
const POINTS_PER_BLOCK = 5257;

const MAP_WIDTH = 960;

const { values: options } = parseArgs({
  options: {
    clusters: { type: 'string', default: '256' },
    starts: { type: 'string', default: '8' },
    out: { type: 'string' },
    workers: { type: 'string', default: String(availableParallelism()) },
  },
});
const count = positiveInteger('clusters', options.clusters);
const starts = positiveInteger('starts', options.starts);
const workers = positiveInteger('workers', options.workers);

const zipCodes = await loadZipCodes();
const points = pointsOf(zipCodes);
const { x, y, z } = points;
if (count > x.length) throw new RangeError(`Expected --clusters to be at most ${x.length}, got ${count}.`);
console.log(`${x.length} zip codes in ${count} clusters, the best of ${starts} starts\n`);

const { onOneThread, onThePool, ...times } = await sideBySide({
  module: new URL('./kmeans/kmeans-kernel.js', import.meta.url),
  workers,
  onOneThread: () =>
    bestClusters(points, count, starts, (centres, nearest) => kernel.assignPoints(x, 0, y, z, centres, nearest)),
  onThePool: (pool: Pool<typeof kernel>) =>
    bestClusters(points, count, starts, (centres, nearest) =>
      pool.reduce('assignPoints', x, {
        args: [y, z, centres, nearest],
        combine: kernel.addSums,
        grain: POINTS_PER_BLOCK,
      }),
    ),
});

const { total, within, between } = spreadOf(points, onThePool);
await savePicture(options.out, () => mapOf(zipCodes, onThePool, MAP_WIDTH));
printCheck({
  what: 'spread within and between clusters, in parts of the whole spread',
  computed: (within + between) / total,
  known: 1,
  tolerance: 1e-12,
});
printComparison({ identical: sameClusters(onOneThread, onThePool), ...times, workers });

function sameClusters(a: Clusters, b: Clusters): boolean {
  return (
    sameBits(a.nearest, b.nearest) &&
    (['x', 'y', 'z'] as const).every((axis) => sameBits(a.centres[axis], b.centres[axis]))
  );
}
