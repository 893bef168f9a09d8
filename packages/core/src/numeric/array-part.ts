import type { TypedArray } from './shared-array.js';

/** The elements of an array from `begin` to `end`, in place. */
export function arrayPart(array: TypedArray, begin: number, end: number): TypedArray {
  return (array as TypedArray & { subarray(begin: number, end: number): TypedArray }).subarray(begin, end);
}
