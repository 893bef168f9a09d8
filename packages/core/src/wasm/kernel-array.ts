import { types } from 'node:util';
import { viewConstructor, viewKindOf } from '../codec/view-kind.js';
import type { TypedArray } from '../numeric/shared-array.js';
import { show } from '../option-checks.js';
import type { KernelMemory } from './kernel-memory.js';

/**
 * The array that a numeric call is given as `name`, over the newest buffer of the memory: that two arrays overlap is only seen over one buffer. Throws `TypeError` for what
 * lies elsewhere: kernels could not reach it.
 */
export function kernelArray(memory: KernelMemory, name: string, given: unknown): TypedArray {
  const array = types.isTypedArray(given) ? given : undefined;
  if (array !== undefined && memory.owns(array.buffer)) return arrayLike(array, memory, array.byteOffset);
  const came = array === undefined ? show(given) : 'one that lies elsewhere';
  throw new TypeError(
    `Expected \`${name}\` to be an array in the memory of the kernels, as \`pool.sharedArray\` makes it, got ${came}.`,
  );
}

/** An array of the same class and length at another place of the memory. */
export function arrayLike(array: TypedArray, memory: KernelMemory, byteOffset: number): TypedArray {
  return new (viewConstructor(viewKindOf(array))!)(memory.buffer, byteOffset, array.length) as TypedArray;
}

/** Whether two arrays over one buffer are the same elements. */
export function isSameArray(one: TypedArray, other: TypedArray): boolean {
  return one.byteOffset === other.byteOffset && one.length === other.length && viewKindOf(one) === viewKindOf(other);
}
