/** Wrong uses of the calls that work on arrays, each of which must be an error of the compiler: `tsc` fails where one is not. Nothing here is run. */
import { Pool } from '../../src/index.ts';
import type * as kernels from './numeric-kernels.ts';

const pool = new Pool<typeof kernels>(new URL('./numeric-kernels.js', import.meta.url));
const numbers = new Float64Array(10);
const bytes = new Uint8Array(10);

export const wrongRanges = (): void => {
  // @ts-expect-error -- the module has no such function
  void pool.parallelFor('cube', { end: 1 });
  // @ts-expect-error -- it takes a block, not a range
  void pool.parallelFor('square', { end: 1 });
  // @ts-expect-error -- an argument is missing
  void pool.parallelFor('fill', { end: 1 }, [numbers]);
  // @ts-expect-error -- arguments are missing
  void pool.parallelFor('fill', { end: 1 });
  // @ts-expect-error -- a text is no number
  void pool.parallelFor('fill', { end: 1 }, [numbers, '1']);
  // @ts-expect-error -- a range has an end
  void pool.parallelFor('tick', { begin: 1 });
  // @ts-expect-error -- a range is an object
  void pool.parallelFor('tick', 10);
  // @ts-expect-error -- how many blocks go together follows from what they take
  void pool.parallelFor('tick', { end: 1 }, [], { chunkSize: 1 });
};

export const wrongBlocks = async (): Promise<void> => {
  // @ts-expect-error -- the kernel takes float64 numbers
  void pool.mapBlocks('square', bytes);
  // @ts-expect-error -- texts are no numbers
  void pool.mapBlocks('square', ['1']);
  // @ts-expect-error -- it fills bytes, which the input is not: an output is needed
  void pool.mapBlocks('quantize', new Float32Array(1), { args: [1] });
  // @ts-expect-error -- an argument is missing
  void pool.mapBlocks('quantize', new Float32Array(1), { output: bytes });
  // @ts-expect-error -- the output is of another class
  void pool.mapBlocks('quantize', new Float32Array(1), { output: numbers, args: [1] });
  // @ts-expect-error -- it takes no numbers in an array
  void pool.mapBlocks('quantize', [1], { output: bytes, args: [1] });
  // @ts-expect-error -- the result is of the class that the kernel fills
  const result: Uint8Array = await pool.mapBlocks('square', numbers);
  void result;
};

export const wrongReductions = (): void => {
  // @ts-expect-error -- what puts the partials together is missing
  void pool.reduce('sum', numbers, {});
  // @ts-expect-error -- it puts texts together
  void pool.reduce('sum', numbers, { combine: 'join' });
  // @ts-expect-error -- it puts arrays together
  void pool.reduce('sum', numbers, { combine: 'addAll' });
  // @ts-expect-error -- a partial is a number
  void pool.reduce('sum', numbers, { combine: (a: string, b: string) => a + b });
  // @ts-expect-error -- so is what comes before all
  void pool.reduce('sum', numbers, { combine: 'add', initial: '0' });
  // @ts-expect-error -- an argument is missing
  void pool.reduce('histogram', bytes, { combine: 'addAll' });
  // @ts-expect-error -- a reduction has no output
  void pool.reduce('sum', numbers, { combine: 'add', output: numbers });
};

export const wrongScans = (): void => {
  // @ts-expect-error -- it takes no carry
  void pool.scan('square', numbers, { combine: 'add' });
  // @ts-expect-error -- what puts the totals together is missing
  void pool.scan('prefix', numbers, {});
  // @ts-expect-error -- the kernel takes float64 numbers
  void pool.scan('prefix', bytes, { combine: 'add' });
  // @ts-expect-error -- an argument is missing
  void pool.scan('scaled', numbers, { combine: 'add' });
};
