import { inspect } from 'node:util';
import { isInt32 } from './encode-number.js';
import { writeNamed } from './encode-object.js';
import type { MessageWriter } from './message-writer.js';
import { TAG_ARRAY, TAG_FLOAT64_ARRAY, TAG_INT32_ARRAY, TAG_SPARSE_ARRAY } from './tags.js';

const { keys } = Object;

/** Up to this length it is quicker to list all keys of an array than to ask for those that are not indexes. */
const LISTED_LENGTH = 64;
const INSPECTION = {
  depth: 0,
  maxArrayLength: 0,
  customInspect: false,
  showHidden: false,
  colors: false,
  compact: true,
  breakLength: Infinity,
} as const;
const NO_NAMES: readonly string[] = [];

/** Writes an array with its tag: packed where all elements are numbers, by its keys where some are missing. */
export function writeArrayBody(writer: MessageWriter, array: readonly unknown[]): void {
  const isLong = array.length > LISTED_LENGTH && hasOnlyIndexes(array);
  const names = isLong ? NO_NAMES : extraNames(array);
  if (names === NO_NAMES && typeof array[0] === 'number' && writeNumbers(writer, array)) return;
  if (names === undefined || (isLong && lacksElements(array))) return writeSparse(writer, array);
  writer.sink.writeByte(TAG_ARRAY);
  writer.sink.writeUint32(array.length);
  writeElements(writer, array);
  writeNamed(writer, array, names);
}

/** The length that was written holds, even if a getter changes the array meanwhile. */
function writeElements(writer: MessageWriter, array: readonly unknown[]): void {
  const { length } = array;
  for (let index = 0; index < length; index++) {
    writer.keys[writer.depth] = index;
    writer.write(array[index]);
  }
}

function writeSparse(writer: MessageWriter, array: readonly unknown[]): void {
  writer.sink.writeByte(TAG_SPARSE_ARRAY);
  writer.sink.writeUint32(array.length);
  writeNamed(writer, array, keys(array));
}

/** Own enumerable keys that are no indexes; undefined when elements are missing. */
function extraNames(array: readonly unknown[]): readonly string[] | undefined {
  const { length } = array;
  const all = keys(array);
  // Indexes come first and in order: where the last one stands at its own place, none is missing.
  if (length > 0 && all[length - 1] !== String(length - 1)) return undefined;
  if (all.length === length) return NO_NAMES;
  const names: string[] = [];
  for (let index = length; index < all.length; index++) names[index - length] = all[index] as string;
  return names;
}

function lacksElements(array: readonly unknown[]): boolean {
  const { length } = array;
  for (let index = 0; index < length; index++) {
    if (array[index] === undefined && !(index in array)) return true;
  }
  return false;
}

/**
 * There is no direct question for properties that are not indexes, and a list of all keys has a string for every element. What
 * Node prints of an array without its elements shows the other properties; anything unexpected means a look at the list.
 */
function hasOnlyIndexes(array: readonly unknown[]): boolean {
  try {
    return inspect(array, INSPECTION) === `[ ... ${array.length} more items ]`;
  } catch {
    return false;
  }
}

function writeNumbers(writer: MessageWriter, array: readonly unknown[]): boolean {
  return isInt32(array[0] as number) && writeInt32s(writer, array) ? true : writeFloat64s(writer, array);
}

function writeInt32s({ sink }: MessageWriter, array: readonly unknown[]): boolean {
  const { length } = array;
  const bytes = 5 + 4 * length;
  sink.reserve(bytes);
  const { view, position } = sink;
  sink.bytes[position] = TAG_INT32_ARRAY;
  view.setUint32(position + 1, length, true);
  for (let index = 0, place = position + 5; index < length; index++, place += 4) {
    const value = array[index];
    if (typeof value !== 'number' || !isInt32(value)) return false;
    view.setInt32(place, value, true);
  }
  sink.position = position + bytes;
  return true;
}

function writeFloat64s({ sink }: MessageWriter, array: readonly unknown[]): boolean {
  const { length } = array;
  const bytes = 5 + 8 * length;
  sink.reserve(bytes);
  const { view, position } = sink;
  sink.bytes[position] = TAG_FLOAT64_ARRAY;
  view.setUint32(position + 1, length, true);
  for (let index = 0, place = position + 5; index < length; index++, place += 8) {
    const value = array[index];
    if (typeof value !== 'number') return false;
    view.setFloat64(place, value, true);
  }
  sink.position = position + bytes;
  return true;
}
