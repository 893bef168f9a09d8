import { types } from 'node:util';
import { isDetached } from '../codec/encode-binary.js';
import { viewConstructor, viewKindOf } from '../codec/view-kind.js';
import { show } from '../option-checks.js';
import type { TypedArray } from './shared-array.js';

/** What numeric calls read: a typed array, or an array of numbers, which is copied into a `Float64Array` first. */
export type NumericInput = TypedArray | readonly number[];

type NewArray = new (length: number) => TypedArray;

/** The input as a typed array. Throws `TypeError` for anything else. */
export function checkInput(input: unknown): TypedArray {
  if (Array.isArray(input)) return arrayOfNumbers(input);
  return checkTypedArray('input', input, 'a typed array or an array of numbers');
}

/** A typed array of `length` elements. Throws `TypeError` or `RangeError`. */
export function checkLength(name: string, value: unknown, length: number): TypedArray {
  const array = checkTypedArray(name, value, 'a typed array');
  if (array.length !== length)
    throw new RangeError(`Expected \`${name}\` to have ${length} elements, got ${array.length}.`);
  return array;
}

/** A new output like the input: of its class and length, and shared where that is. */
export function outputLike(input: TypedArray): TypedArray {
  const constructor = viewConstructor(viewKindOf(input)) as unknown as NewArray & {
    new (buffer: SharedArrayBuffer): TypedArray;
  };
  return isShared(input) ? new constructor(new SharedArrayBuffer(input.byteLength)) : new constructor(input.length);
}

export function isShared(array: TypedArray): boolean {
  return types.isSharedArrayBuffer(array.buffer);
}

/**
 * Whether the memory of an output lies apart from that of the input; otherwise it is the same. Throws `RangeError` where they have only a part of it in common: a block would read what another has written. Where a
 * block that was interrupted may be run again, it would read what it has written itself.
 */
export function checkOverlap(input: TypedArray, output: TypedArray, retries: number): boolean {
  if (input.buffer !== output.buffer) return true;
  const isApart =
    input.byteOffset + input.byteLength <= output.byteOffset ||
    output.byteOffset + output.byteLength <= input.byteOffset;
  if (isApart) return true;
  if (input.byteOffset !== output.byteOffset || viewKindOf(input) !== viewKindOf(output))
    throw new RangeError('Expected `output` to be the input itself or apart from it, got one that overlaps it.');
  if (retries > 0 && isShared(input))
    throw new RangeError(
      `Expected \`output\` to be apart from the input, as \`retries\` may run a block twice, got the input itself.`,
    );
  return false;
}

function checkTypedArray(name: string, value: unknown, expected: string): TypedArray {
  const other = otherThanTypedArray(value);
  if (other !== undefined) throw new TypeError(`Expected \`${name}\` to be ${expected}, got ${other}.`);
  return value as TypedArray;
}

/** What a value is that is no typed array of numbers here. */
function otherThanTypedArray(value: unknown): string | undefined {
  if (!ArrayBuffer.isView(value)) return show(value);
  if (value instanceof DataView) return 'a DataView: make a Uint8Array of it';
  if (Buffer.isBuffer(value)) return 'a Buffer: make a Uint8Array of it';
  const isGone = value.byteLength === 0 && !types.isSharedArrayBuffer(value.buffer) && isDetached(value.buffer);
  return isGone ? 'one whose memory was moved away' : undefined;
}

function arrayOfNumbers(values: readonly unknown[]): TypedArray {
  for (let index = 0; index < values.length; index += 1) {
    if (typeof values[index] !== 'number')
      throw new TypeError(`Expected \`input\` to hold numbers, got ${show(values[index])} at ${index}.`);
  }
  return Float64Array.from(values as readonly number[]);
}
