/** A picture of the Mandelbrot set, and its area. Computed on one thread and then by a pool. */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { sharedArray } from 'ringpool';
import type { Pool } from 'ringpool';
import { colourTimes } from './mandelbrot/colours.js';
import * as kernel from './mandelbrot/mandelbrot-kernel.js';
import { areaInside, gridOfWholeSet, toleranceOfArea } from './mandelbrot/whole-set.js';
import { printComparison, sameBits } from './program/comparison.js';
import { printCheck } from './program/known-answer.js';
import { positiveInteger } from './program/positive-integer.js';
import { startProgress } from './program/progress.js';
import { rangesOf } from './program/ranges.js';
import { savePicture } from './program/save-picture.js';
import { sideBySide } from './program/side-by-side.js';

/** Points that have not left by then count as inside. */
const LIMIT = 20_000;

/** Some rows take a hundred times as long as others: small blocks let all workers end at about the same time. */
const ROWS_PER_BLOCK = 4;

/** By Thorsten Förstemann's estimate of 2012: 1.5065918849 ± 0.0000000028. */
const KNOWN_AREA = 1.506_591_88;

const { values: options } = parseArgs({
  options: {
    side: { type: 'string', default: '2000' },
    out: { type: 'string' },
    workers: { type: 'string', default: String(availableParallelism()) },
  },
});
const side = positiveInteger('side', options.side);
const workers = positiveInteger('workers', options.workers);
const grid = gridOfWholeSet(side);
const blocks = rangesOf(side, ROWS_PER_BLOCK);
console.log(`${side} × ${side} points, up to ${LIMIT} steps each`);

const { onOneThread, onThePool, ...times } = await sideBySide({
  module: new URL('./mandelbrot/mandelbrot-kernel.js', import.meta.url),
  workers,
  onOneThread: computeHere,
  onThePool: computeOn,
});
console.log();
await savePicture(options.out, () => colourTimes(onThePool, LIMIT, grid));
printCheck({
  what: 'area of the set',
  computed: areaInside(onThePool, LIMIT, grid),
  known: KNOWN_AREA,
  tolerance: toleranceOfArea(grid),
});
printComparison({ identical: sameBits(onOneThread, onThePool), ...times, workers });

function computeHere(): Uint16Array {
  const result = sharedArray(Uint16Array, side * side);
  const progress = startProgress('single thread', blocks.length);
  blocks.forEach(({ begin, end }, index) => {
    kernel.escapeTimes(begin, end, grid, LIMIT, result);
    progress.update(index + 1);
  });
  progress.stop();
  return result;
}

async function computeOn(pool: Pool<typeof kernel>): Promise<Uint16Array> {
  const result = sharedArray(Uint16Array, side * side);
  const progress = startProgress('pool', blocks.length);
  await pool.parallelFor('escapeTimes', { end: side, grain: ROWS_PER_BLOCK }, [grid, LIMIT, result], {
    onProgress: ({ done }) => progress.update(done),
  });
  progress.stop();
  return result;
}
