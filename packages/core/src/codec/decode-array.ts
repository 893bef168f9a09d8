import { readExtraEntries } from './decode-object.js';
import type { MessageReader } from './message-reader.js';

/** Arrays that lack elements and are longer than this are made as tables: their length alone must not cost memory. */
const MAX_RESERVED_LENGTH = 1_024;
/** Longer arrays that are made at their full length are slow ones, so they grow. */
const MAX_PRESIZED_LENGTH = 2 ** 24;
const MAX_ARRAY_LENGTH = 2 ** 32 - 1;

export function readArray(reader: MessageReader, array: unknown[]): void {
  const length = reader.readUint32();
  for (let index = 0; index < length; index++) array[index] = reader.read();
  readExtraEntries(reader, array);
}

/** Numbers of four bytes each, into a given array or a new one. */
export function readInt32Array(reader: MessageReader, given?: number[]): number[] {
  const length = reader.readUint32();
  let place = reader.take(length * 4);
  const array = given ?? (length > MAX_PRESIZED_LENGTH ? [] : new Array<number>(length));
  const { view } = reader;
  for (let index = 0; index < length; index++, place += 4) array[index] = view.getInt32(place, true);
  return array;
}

/** Numbers of eight bytes each, into a given array or a new one. */
export function readFloat64Array(reader: MessageReader, given?: number[]): number[] {
  const length = reader.readUint32();
  let place = reader.take(length * 8);
  const array = given ?? (length > MAX_PRESIZED_LENGTH ? [] : new Array<number>(length));
  const { view } = reader;
  for (let index = 0; index < length; index++, place += 8) array[index] = view.getFloat64(place, true);
  return array;
}

export function readSparseArray(reader: MessageReader, array: unknown[]): void {
  const length = reader.readUint32();
  if (length > MAX_RESERVED_LENGTH) array.length = MAX_ARRAY_LENGTH;
  array.length = length;
  readExtraEntries(reader, array);
  if (array.length !== length) throw reader.damage(`an array of length ${length}`, `${array.length}`);
}
