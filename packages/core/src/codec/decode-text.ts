import { latin1Slice, ucs2Slice } from './buffer-text.js';
import type { MessageReader } from './message-reader.js';

export function readLatin1Short(reader: MessageReader): string {
  const length = reader.readByte();
  const first = reader.take(length);
  return length === 0 ? '' : latin1Slice(reader.bytes, first, first + length);
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
