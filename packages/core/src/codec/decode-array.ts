import { readEntries } from './decode-object.js';
import type { MessageReader } from './message-reader.js';

/** Longer arrays that lack elements are made as tables: their length alone must not cost memory. */
const MAX_RESERVED_LENGTH = 1_024;
const MAX_ARRAY_LENGTH = 2 ** 32 - 1;

export function readArray(reader: MessageReader, array: unknown[]): void {
  const length = reader.readUint32();
  for (let index = 0; index < length; index++) array.push(reader.read());
  readEntries(reader, array);
}

export function readInt32Array(reader: MessageReader, array: number[]): void {
  const length = reader.readUint32();
  let place = reader.take(length * 4);
  const { view } = reader;
  for (let index = 0; index < length; index++, place += 4) array.push(view.getInt32(place, true));
}

export function readFloat64Array(reader: MessageReader, array: number[]): void {
  const length = reader.readUint32();
  let place = reader.take(length * 8);
  const { view } = reader;
  for (let index = 0; index < length; index++, place += 8) array.push(view.getFloat64(place, true));
}

export function readSparseArray(reader: MessageReader, array: unknown[]): void {
  const length = reader.readUint32();
  if (length > MAX_RESERVED_LENGTH) array.length = MAX_ARRAY_LENGTH;
  array.length = length;
  readEntries(reader, array);
  if (array.length !== length) throw reader.damage(`an array of length ${length}`, `${array.length}`);
}
