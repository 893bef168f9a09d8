import type * as functions from './kernel-functions.js';

export type KernelName = keyof typeof functions;

/**
 * Does the items from `begin` to `end` (not included). `input` is shared and only read; `output` is shared, and an item writes
 * its own part of it alone.
 */
export type KernelFunction = (begin: number, end: number, input: Float64Array, output: Float64Array) => void;

/** One call of a kernel. */
export type KernelCall = Parameters<KernelFunction>;

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
  readonly run: KernelFunction;
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

/** Splits a workload into `count` calls whose ranges differ by one item at most. */
export function splitIntoCalls(workload: Workload, count: number): readonly KernelCall[] {
  return Array.from({ length: count }, (_, index) => callOf(workload, index, count));
}

/** The call for part `index` of `count`. */
export function callOf({ length, input, output }: Workload, index: number, count: number): KernelCall {
  return [Math.floor((index * length) / count), Math.floor(((index + 1) * length) / count), input, output];
}
