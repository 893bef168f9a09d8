/** How many primes are there? A sieve over up to 10¹¹ numbers, block by block, on one thread and then by a pool. */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { sharedArray } from 'ringpool';
import type { Pool } from 'ringpool';
import { printComparison, sameBits } from './program/comparison.js';
import { printCheck } from './program/known-answer.js';
import { positiveInteger } from './program/positive-integer.js';
import { sideBySide } from './program/side-by-side.js';
import { oddPrimesUpTo } from './sieve/base-primes.js';
import * as kernel from './sieve/sieve-kernel.js';

/** Numbers of primes below powers of ten (https://oeis.org/A006880). */
const KNOWN_COUNTS = [0, 4, 25, 168, 1229, 9592, 78_498, 664_579, 5_761_455, 50_847_534, 455_052_511, 4_118_054_813];

/** A block takes some 50 ms: little beside it is finding the first multiple of each prime, which every block does. */
const SEGMENTS_PER_BLOCK = 256;

const { values: options } = parseArgs({
  options: {
    exponent: { type: 'string', default: '10' },
    workers: { type: 'string', default: String(availableParallelism()) },
  },
});
const workers = positiveInteger('workers', options.workers);
const exponent = positiveInteger('exponent', options.exponent);
const known = KNOWN_COUNTS[exponent];
if (known === undefined) throw new RangeError(`Expected --exponent to be at most 11, got ${exponent}.`);

const limit = 10 ** exponent;
const segments = Math.ceil(limit / kernel.SEGMENT_NUMBERS);
const basePrimes = oddPrimesUpTo(Math.sqrt(limit));

const { onOneThread, onThePool, ...times } = await sideBySide({
  module: new URL('./sieve/sieve-kernel.js', import.meta.url),
  workers,
  onOneThread() {
    const counts = sharedArray(Int32Array, segments);
    kernel.countPrimes(0, segments, limit, basePrimes, counts);
    return counts;
  },
  async onThePool(pool: Pool<typeof kernel>) {
    const counts = sharedArray(Int32Array, segments);
    await pool.parallelFor('countPrimes', { end: segments, grain: SEGMENTS_PER_BLOCK }, [limit, basePrimes, counts]);
    return counts;
  },
});

const total = onThePool.reduce((sum, count) => sum + count, 0);
printCheck({ what: `primes below 10^${exponent}`, computed: total, known });
printComparison({ identical: sameBits(onOneThread, onThePool), ...times, workers });
