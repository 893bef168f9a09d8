import assert from 'node:assert/strict';
import { sharedArray } from '../../numeric/shared-array.js';
import { fact, factOf, theme, type Theme } from '../contract-case.js';
import { range, rejection } from '../outcome.js';
import type { WholePool } from '../tested-pool.js';

/** Lengths around the edges of blocks of ten. */
const LENGTHS = [0, 1, 9, 10, 11, 20, 99, 1000, 1003];
const grain = 10;

/** Numbers of very different size, so that their sum depends on the order of additions. */
const uneven = (length: number): Float64Array => Float64Array.from(range(length), (x) => Math.sin(x) * 10 ** (x % 15));

const sums = (numbers: Float64Array): Float64Array => {
  let sum = 0;
  return numbers.map((value) => (sum += value));
};

/** The two ways to say what puts values together: a function of the module, or one here. */
const ADD = ['add', (left: number, right: number): number => left + right];
const JOIN = ['joinTexts', (left: string, right: string): string => left + right];

/** What such an error is to say. */
const errorAt = (step: number, block: number, begin: number, end: number): unknown => ({
  message: `step ${step}`,
  taskIndex: block,
  blockRange: { begin, end },
});

async function rangeOfError(pool: WholePool, steps: readonly number[]): Promise<unknown> {
  const call = pool.parallelFor('throwAt', { end: 1003, grain }, [steps]);
  const { message, taskIndex, blockRange } = (await rejection(call)) as Record<string, unknown>;
  return { message, taskIndex, blockRange };
}

const ranges: Theme = theme(
  'a range in blocks',
  ['arrays'],
  [
    fact('has each step run once', async ({ pool }) => {
      for (const end of LENGTHS) {
        const counts = sharedArray(Int32Array, end);
        await pool.parallelFor('countSteps', { end, grain }, [counts]);
        assert.deepEqual([...counts], Array(end).fill(1));
      }
    }),

    fact('may begin anywhere', async ({ pool }) => {
      const counts = sharedArray(Int32Array, 100);
      await pool.parallelFor('countSteps', { begin: 33, end: 66, grain }, [counts]);
      assert.equal(counts.indexOf(1), 33);
      assert.equal(counts.lastIndexOf(1), 65);
    }),

    fact(
      'has an error of the block that it carries, in the first, in the middle, and in the last',
      async ({ pool }) => {
        assert.deepEqual(await rangeOfError(pool, [3]), errorAt(3, 0, 0, 10));
        assert.deepEqual(await rangeOfError(pool, [509]), errorAt(509, 50, 500, 510));
        assert.deepEqual(await rangeOfError(pool, [1001]), errorAt(1001, 100, 1000, 1003));
        assert.deepEqual(await rangeOfError(pool, [1001, 700, 800]), errorAt(700, 70, 700, 710));
      },
    ),

    factOf(['progress'], 'tells how many blocks are done', async ({ pool }) => {
      const told: unknown[] = [];
      const onProgress = ({ done, total }: { done: number; total: number | undefined }): void =>
        void told.push(`${done}/${total}`);
      await pool.parallelFor('throwAt', { end: 1003, grain }, [[]], { onProgress });
      assert.equal(told.at(-1), '101/101');
    }),
  ],
);

const outputs: Theme = theme(
  'the blocks of an array',
  ['arrays'],
  [
    fact('become those of a new array of its class', async ({ pool }) => {
      for (const length of LENGTHS) {
        const squares = Float64Array.from(range(length), (x) => x * x);
        assert.deepEqual(await pool.mapBlocks('squareBlock', Float64Array.from(range(length)), { grain }), squares);
        assert.deepEqual(await pool.mapBlocks('squareBlock', range(length), { grain }), squares);
      }
    }),

    fact('become shared memory where the input is that', async ({ pool }) => {
      const squares = (await pool.mapBlocks('squareBlock', sharedArray(Float64Array, range(1003)), {
        grain,
      })) as Float64Array;
      assert.ok(squares.buffer instanceof SharedArrayBuffer);
      assert.deepEqual([...squares], [...range(1003).map((x) => x * x)]);
    }),

    fact('go where they are told to, and know their places', async ({ pool }) => {
      for (const output of [new Uint32Array(1003), sharedArray(Uint32Array, 1003)]) {
        const result = await pool.mapBlocks('placesOf', new Float64Array(1003), { grain, output, args: [5] });
        assert.equal(result, output);
        assert.deepEqual(
          [...output],
          range(1003).map((x) => x + 5),
        );
      }
    }),

    fact('need an output of their length', async ({ pool }) => {
      const call = pool.mapBlocks('squareBlock', [1, 2], { output: new Float64Array(3) });
      assert.ok((await rejection(call)) instanceof RangeError);
    }),
  ],
);

const reductions: Theme = theme(
  'a reduction',
  ['arrays'],
  [
    fact('puts neighbours together, in their order', async ({ pool }) => {
      for (const combine of JOIN)
        for (const length of LENGTHS.slice(1)) {
          const texts = range(Math.ceil(length / grain)).map(
            (block) => `${block * grain}-${Math.min(length, (block + 1) * grain)} `,
          );
          const result = await pool.reduce('blockText', range(length), { combine, grain, initial: '> ' });
          assert.equal(result, `> ${texts.join('')}`);
        }
    }),

    fact('has the same blocks, whatever the number of workers', async (trial) => {
      const texts = new Set<unknown>();
      for (const workers of [1, 2, 3]) {
        const pool = trial.open({ workers });
        for (const combine of JOIN) texts.add(await pool.reduce('blockText', new Float64Array(10_000), { combine }));
      }
      assert.equal(texts.size, 1);
    }),

    fact('has the same bits, whatever the number of workers', async (trial) => {
      const results = new Set<unknown>();
      for (const workers of [1, 2, 3]) {
        const pool = trial.open({ workers });
        for (const combine of ADD) results.add(await pool.reduce('sumBlock', uneven(10_003), { combine, grain }));
      }
      assert.equal(results.size, 1);
    }),

    fact('of nothing is what it begins with', async ({ pool }) => {
      assert.equal(await pool.reduce('sumBlock', [], { combine: 'add', initial: 7 }), 7);
      assert.ok((await rejection(pool.reduce('sumBlock', [], { combine: 'add' }))) instanceof TypeError);
    }),
  ],
);

const scans: Theme = theme(
  'a scan',
  ['arrays'],
  [
    fact('has the sum up to each element', async ({ pool }) => {
      for (const combine of ADD)
        for (const length of LENGTHS) {
          const numbers = Float64Array.from(range(length));
          assert.deepEqual(await pool.scan('sumsOfBlock', numbers, { combine, grain }), sums(numbers));
        }
    }),

    fact('goes where it is told to, the input itself too', async ({ pool }) => {
      const numbers = sharedArray(Float64Array, range(1003));
      const expected = sums(numbers);
      const output = new Float64Array(1003);
      assert.deepEqual(await pool.scan('sumsOfBlock', numbers, { combine: 'add', grain, output }), expected);
      await pool.scan('sumsOfBlock', numbers, { combine: 'add', grain, output: numbers });
      assert.deepEqual([...numbers], [...expected]);
    }),

    fact('has the same bits, whatever the number of workers', async (trial) => {
      const results = new Set<string>();
      for (const workers of [1, 2, 3]) {
        const result = await trial.open({ workers }).scan('sumsOfBlock', uneven(10_003), { combine: 'add', grain });
        results.add((result as Float64Array).join());
      }
      assert.equal(results.size, 1);
    }),
  ],
);

export const arrays: readonly Theme[] = [ranges, outputs, reductions, scans];
