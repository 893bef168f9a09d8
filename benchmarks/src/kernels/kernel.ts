import type * as functions from './kernel-functions.js';

export type KernelName = keyof typeof functions;

/**
 * One call of a kernel: it does the items from `begin` to `end` (not included) and returns how many it did. `input` is
 * shared and only read; `output` is shared, and an item writes its own part of it alone.
 */
export interface RangeTask {
  readonly begin: number;
  readonly end: number;
  readonly input: Float64Array;
  readonly output: Float64Array;
}

/** The data of one kernel at one size, in shared memory. */
export interface Workload {
  /** Number of items. */
  readonly length: number;
  readonly input: Float64Array;
  readonly output: Float64Array;
}

/** A compute-bound kernel: its name in a table, its function and the name workers call it by, and the data for it. */
export interface Kernel {
  readonly title: string;
  readonly name: KernelName;
  run(task: RangeTask): number;
  load(effort: 'quick' | 'full'): Workload;
}

/** A `Float64Array` of zeros in shared memory. */
export function sharedNumbers(length: number): Float64Array {
  return new Float64Array(new SharedArrayBuffer(length * Float64Array.BYTES_PER_ELEMENT));
}

/** Copies numbers into shared memory. */
export function sharedCopy(values: ArrayLike<number>): Float64Array {
  const copy = sharedNumbers(values.length);
  copy.set(values);
  return copy;
}

/** Splits a workload into `count` ranges that differ by one item at most. */
export function splitIntoRanges(workload: Workload, count: number): readonly RangeTask[] {
  const { length, input, output } = workload;
  return Array.from({ length: count }, (_, index) => ({
    begin: Math.floor((index * length) / count),
    end: Math.floor(((index + 1) * length) / count),
    input,
    output,
  }));
}
