import type { WholePool } from '../../dist/testing/index.js';
import { faulty, type PlantedPool } from './planted-pools.ts';

type Reduce = Parameters<WholePool['reduce']>;
type Combine = (left: unknown, right: unknown) => unknown;

/** Combines partials as they come, which is never twice the same order; here, to be sure, it is from the last to the first. */
async function reduceAsTheyCome(pool: WholePool, ...[name, input, work]: Reduce): Promise<unknown> {
  const array = input as ArrayLike<number>;
  const { combine, grain = array.length, initial } = work;
  let result = initial;
  for (let end = array.length; end > 0; end = Math.floor((end - 1) / grain) * grain) {
    const begin = Math.floor((end - 1) / grain) * grain;
    const partial = await pool.apply(name, [Float64Array.from(array).slice(begin, end), begin]);
    if (result === undefined) result = partial;
    else if (typeof combine === 'function') result = (combine as Combine)(result, partial);
    else result = await pool.apply(combine as string, [result, partial]);
  }
  return result;
}

/** Faults of calls that work on arrays. */
export const IN_ARRAYS: readonly PlantedPool[] = [
  {
    fault: 'combines partials as they come',
    open: faulty((pool) => ({ reduce: (...call: Reduce) => reduceAsTheyCome(pool, ...call) })),
    theme: 'a reduction',
    caughtBy: ['puts neighbours together, in their order', 'of nothing is what it begins with'],
  },
  {
    fault: 'cuts arrays by the number of workers',
    open: faulty((pool) => ({
      reduce: (name: string, input: ArrayLike<number>, work: Reduce[2]) =>
        pool.reduce(name, input, { ...work, grain: Math.max(1, Math.ceil(input.length / pool.size)) }),
    })),
    theme: 'a reduction',
    caughtBy: [
      'puts neighbours together, in their order',
      'has the same blocks, whatever the number of workers',
      'has the same bits, whatever the number of workers',
    ],
  },
  {
    fault: 'leaves out the last element of the last block',
    open: faulty((pool) => ({
      parallelFor: (name: string, range: { begin?: number; end: number }, args?: unknown[]) =>
        pool.parallelFor(name, { ...range, end: Math.max(range.begin ?? 0, range.end - 1) }, args),
    })),
    theme: 'a range in blocks',
    caughtBy: [
      'has each step run once',
      'may begin anywhere',
      'has an error of the block that it carries, in the first, in the middle, and in the last',
      'tells how many blocks are done',
    ],
  },
  {
    fault: 'fills a new array in place of the one that was given',
    open: faulty((pool) => ({
      mapBlocks: (name: string, input: unknown, work: { output?: { slice(): unknown } } = {}) =>
        pool.mapBlocks(name, input, work.output === undefined ? work : { ...work, output: work.output.slice() }),
    })),
    theme: 'the blocks of an array',
    caughtBy: ['go where they are told to, and know their places'],
  },
  {
    fault: 'carries nothing on from block to block',
    open: faulty((pool) => ({
      scan: (name: string, input: unknown, work: object) => pool.scan(name, input, { ...work, combine: () => 0 }),
    })),
    theme: 'a scan',
    caughtBy: ['has the sum up to each element', 'goes where it is told to, the input itself too'],
  },
];
