import type { MessageReader } from './message-reader.js';
import { elementBytes, viewConstructor } from './view-kind.js';

type ResizableConstructor = new (byteLength: number, options: { maxByteLength: number }) => ArrayBuffer;

/** A copy of the next block. */
function readBlock(reader: MessageReader): ArrayBuffer {
  const length = reader.readUint32();
  reader.take(reader.readByte());
  const first = reader.take(length);
  const copy = new Uint8Array(length);
  copy.set(reader.bytes.subarray(first, first + length));
  return copy.buffer;
}

export function readArrayBuffer(reader: MessageReader): ArrayBuffer {
  return readBlock(reader);
}

export function readResizableBuffer(reader: MessageReader): ArrayBuffer {
  const maxByteLength = reader.readFloat64();
  const block = readBlock(reader);
  try {
    const buffer = new (ArrayBuffer as unknown as ResizableConstructor)(block.byteLength, { maxByteLength });
    new Uint8Array(buffer).set(new Uint8Array(block));
    return buffer;
  } catch {
    throw reader.damage(`a buffer of ${block.byteLength} bytes`, `at most ${maxByteLength}`);
  }
}

export function readOwnView(reader: MessageReader): ArrayBufferView {
  const kind = reader.readByte();
  return createView(reader, kind, readBlock(reader), 0, undefined);
}

export function readWholeView(reader: MessageReader): ArrayBufferView {
  const kind = reader.readByte();
  return createView(reader, kind, reader.meet(readBlock(reader)), 0, undefined);
}

export function readView(reader: MessageReader): ArrayBufferView {
  const kind = reader.readByte();
  const byteOffset = reader.readFloat64();
  const length = reader.readFloat64();
  return createView(reader, kind, reader.read() as ArrayBufferLike, byteOffset, length);
}

function createView(
  reader: MessageReader,
  kind: number,
  buffer: ArrayBufferLike,
  byteOffset: number,
  length: number | undefined,
): ArrayBufferView {
  const constructor = viewConstructor(kind);
  if (constructor === undefined) throw reader.damage('a class of views', `number ${kind}`);
  const byteLength = length === undefined ? buffer.byteLength : length * elementBytes(kind);
  const isWithin = byteOffset >= 0 && byteLength >= 0 && byteOffset + byteLength <= buffer.byteLength;
  try {
    if (isWithin) return new constructor(buffer, byteOffset, length);
  } catch {
    // Said below: what is misaligned is as wrong as what lies outside.
  }
  throw reader.damage(`a view within ${buffer.byteLength} bytes`, `${byteLength} bytes at ${byteOffset}`);
}
