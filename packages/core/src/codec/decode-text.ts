import { latin1Slice, ucs2Slice } from './buffer-text.js';
import type { MessageReader } from './message-reader.js';
import { CACHED_LENGTH, type StringCache } from './string-cache.js';

/** The first tag of a string has gone before. */
export function readLatin1Short(reader: MessageReader, cache: StringCache): string {
  const length = reader.readByte();
  const first = reader.take(length);
  if (length === 0) return '';
  if (length <= CACHED_LENGTH) return cache.read(reader.view, first, length);
  return latin1Slice(reader.bytes, first, first + length);
}

const { create, keys } = Object;

/**
 * The string that the runtime itself keeps for the name of a property, which it then knows by where it is. An object without a prototype
 * is a table from the start: others would leave a trace of every name in what the runtime knows of the shapes of objects.
 */
export function internalized(name: string): string {
  const table = create(null) as Record<string, unknown>;
  table[name] = true;
  return keys(table)[0] ?? name;
}

export function readLatin1(reader: MessageReader): string {
  const length = reader.readUint32();
  const first = reader.take(length);
  return length === 0 ? '' : latin1Slice(reader.bytes, first, first + length);
}

export function readUtf16(reader: MessageReader): string {
  const byteLength = reader.readUint32() * 2;
  const first = reader.take(byteLength);
  return byteLength === 0 ? '' : ucs2Slice(reader.bytes, first, first + byteLength);
}
