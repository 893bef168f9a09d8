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

/** Names are kept as the runtime keeps the names of properties: only one of each, known by where it is. */
export function internalized(name: string): string {
  return Object.keys({ [name]: 0 })[0] ?? name;
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
