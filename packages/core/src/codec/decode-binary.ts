import type { MessageReader } from './message-reader.js';
import { elementBytes, isTypedArrayKind, viewConstructor } from './view-kind.js';

type ResizableConstructor = new (byteLength: number, options: { maxByteLength: number }) => ArrayBuffer;
type Sliceable = ArrayBufferView & { slice(): ArrayBufferView };

/** Where the bytes of the next block are, in a view of the memory we read from. */
function takeBlock(reader: MessageReader): Uint8Array {
  const length = reader.readUint32();
  reader.take(reader.readByte());
  const first = reader.bytes.byteOffset + reader.take(length);
  return new Uint8Array(reader.bytes.buffer, first, length);
}

export function readArrayBuffer(reader: MessageReader): ArrayBuffer {
  return takeBlock(reader).slice().buffer;
}

export function readResizableBuffer(reader: MessageReader): ArrayBuffer {
  const maxByteLength = reader.readFloat64();
  const block = takeBlock(reader);
  try {
    const buffer = new (ArrayBuffer as unknown as ResizableConstructor)(block.length, { maxByteLength });
    new Uint8Array(buffer).set(block);
    return buffer;
  } catch {
    throw reader.damage(`a buffer of ${block.length} bytes`, `at most ${maxByteLength}`);
  }
}

/** A view over a buffer of its own. */
export function readOwnView(reader: MessageReader): ArrayBufferView {
  const kind = reader.readByte();
  const block = takeBlock(reader);
  const constructor = viewConstructor(kind) ?? reader.fail('a class of views', `number ${kind}`);
  const isAligned = block.byteOffset % elementBytes(kind) === 0;
  const length = block.length / elementBytes(kind);
  if (!Number.isInteger(length)) reader.fail(`elements of ${elementBytes(kind)} bytes`, `${block.length} bytes`);
  if (isAligned && isTypedArrayKind(kind)) {
    return (new constructor(block.buffer, block.byteOffset, length) as Sliceable).slice();
  }
  return new constructor(block.slice().buffer);
}

/** A view over a buffer that is read with it. */
export function readView(reader: MessageReader): ArrayBufferView {
  const kind = reader.readByte();
  const byteOffset = reader.readFloat64();
  const length = reader.readFloat64();
  const buffer = reader.readBuffer();
  const constructor = viewConstructor(kind) ?? reader.fail('a class of views', `number ${kind}`);
  const byteLength = length * elementBytes(kind);
  try {
    if (byteOffset >= 0 && byteLength >= 0) return new constructor(buffer, byteOffset, length);
  } catch {
    // Said below: what is misaligned is as wrong as what lies outside.
  }
  return reader.fail(`a view within ${buffer.byteLength} bytes`, `${byteLength} bytes at ${byteOffset}`);
}
