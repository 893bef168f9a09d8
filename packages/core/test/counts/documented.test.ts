import { readFileSync } from 'node:fs';
import { beforeAll, expect, it } from 'vitest';
import { type Calls, type Counted, countIn } from './counted.ts';
import { CHECKOUT } from './run-counting.ts';

const page = readFileSync(new URL('docs/performance.md', CHECKOUT), 'utf8');

let counted: Counted;
beforeAll(async () => {
  counted = await countIn(CHECKOUT);
});

/** The numbers that the cells of a row of the page begin with. */
function documented(row: string, text: string = page): number[] {
  const line = text.split('\n').find((one) => one.split('|')[1]?.trim() === row);
  if (line === undefined) throw new Error(`Expected the row \`${row}\` in the page, got none.`);
  return line
    .split('|')
    .slice(2, -1)
    .map((cell) => Number.parseInt(cell, 10));
}

function sum(calls: Calls): number {
  return Object.values(calls).reduce((total, count) => total + count, 0);
}

/** What `count-program.mjs` counts at once, and how many looks or batches these are. */
const CALLS = 128;
const GROUPS = 2;

it('the page gives the calls of Atomics that are counted', () => {
  const { stream, streamInWorker, awaited, awaitedInWorker } = counted;
  const [, perBatch = Number.NaN] = documented('for up to 64 tasks of a stream');
  expect(documented('a task in a stream')).toEqual([
    sum(stream.submitting) / (CALLS - 1),
    (sum(streamInWorker) - GROUPS * perBatch) / CALLS,
  ]);
  // The look is there only when what was seen by the one before is taken.
  const { look = 0, ...taking } = stream.taking;
  expect(documented('for up to 64 tasks of a stream')).toEqual([sum(taking) / GROUPS, perBatch]);
  expect(look).toBe(1);
  expect(documented('a task that is awaited before the next is submitted')).toEqual([
    sum(awaited) / CALLS,
    sum(awaitedInWorker.calls) / CALLS,
  ]);
});

it('the page gives the bytes that are counted', () => {
  const { number, text, chunk } = counted.bytes;
  expect(documented('a small integer')).toEqual([number.in, number.out]);
  expect(documented('a text of 12 letters')).toEqual([text.in, text.out]);
  expect(documented('a chunk of 100 numbers of a `map`')).toEqual([chunk.in, chunk.out]);
});

it('a row that is not there is missed', () => {
  expect(() => documented('a row')).toThrow('Expected the row `a row` in the page, got none.');
  expect(documented('a row', '| a row | 2: so | 3 |')).toEqual([2, 3]);
});
