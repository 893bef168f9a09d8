import { types } from 'node:util';
import type { ByteSink } from './byte-sink.js';
import type { MessageWriter } from './message-writer.js';
import {
  TAG_ARRAY_BUFFER,
  TAG_OWN_VIEW,
  TAG_RESIZABLE_BUFFER,
  TAG_SHARED_BUFFER,
  TAG_VIEW,
  TAG_WHOLE_VIEW,
} from './tags.js';
import { elementBytes, viewKindOf } from './view-kind.js';

const { isSharedArrayBuffer } = types;

/** Present from Node 20, not yet in the types of the language version we compile for. */
type AnyArrayBuffer = ArrayBuffer & {
  readonly resizable?: boolean;
  readonly maxByteLength?: number;
  readonly detached?: boolean;
};

/** Blocks begin at multiples of this in memory: copying shared memory is quick between aligned places only. */
const BLOCK_ALIGNMENT = 8;

export function writeBuffer(writer: MessageWriter, buffer: AnyArrayBuffer): void {
  requireAttached(writer, buffer, buffer);
  writer.identities.add(buffer);
  if (writer.moved?.has(buffer)) return writer.attach(buffer);
  const { sink } = writer;
  if (buffer.byteLength >= writer.besideBytes && buffer.resizable !== true)
    return writer.attachBlock(new Uint8Array(buffer));
  sink.writeByte(buffer.resizable === true ? TAG_RESIZABLE_BUFFER : TAG_ARRAY_BUFFER);
  if (buffer.resizable === true) sink.writeFloat64(buffer.maxByteLength ?? buffer.byteLength);
  writeBlock(sink, new Uint8Array(buffer));
}

export function writeSharedBuffer(writer: MessageWriter, buffer: SharedArrayBuffer): void {
  writer.identities.add(buffer);
  const id = writer.shared.idOf(buffer);
  if (id === undefined) return writer.attach(buffer);
  writer.sink.writeByte(TAG_SHARED_BUFFER);
  writer.sink.writeFloat64(id);
  writer.addSharedId(id);
}

/**
 * A view brings its own bytes only, never its neighbours'. Where the buffer goes anyhow (shared, moved, met before, or the view
 * is all of it), views of it stay views of one buffer.
 */
export function writeView(writer: MessageWriter, view: ArrayBufferView): void {
  const buffer = view.buffer as AnyArrayBuffer;
  const kind = viewKindOf(view);
  if (goesAnyhow(writer, buffer)) return writeViewOf(writer, view, kind);
  requireAttached(writer, view, buffer);
  const isWhole = view.byteLength === buffer.byteLength && buffer.resizable !== true;
  const block = new Uint8Array(buffer, view.byteOffset, view.byteLength);
  if (block.length >= writer.besideBytes) return writeViewBeside(writer, view, kind, isWhole ? buffer : block);
  if (isWhole) writer.identities.add(buffer);
  writer.identities.add(view);
  writer.sink.writeByte(isWhole ? TAG_WHOLE_VIEW : TAG_OWN_VIEW);
  writer.sink.writeByte(kind);
  writeBlock(writer.sink, block);
}

/** A view of all of a buffer that goes beside the bytes. The buffer counts as an object of the message, whether or not anybody else can refer to it. */
function writeViewBeside(writer: MessageWriter, view: ArrayBufferView, kind: number, bufferMet: object): void {
  writeViewHead(writer.sink, kind, 0, view.byteLength);
  writer.identities.add(bufferMet);
  writer.attachBlock(new Uint8Array(view.buffer as ArrayBuffer, view.byteOffset, view.byteLength));
  writer.identities.add(view);
}

function goesAnyhow(writer: MessageWriter, buffer: AnyArrayBuffer): boolean {
  return isSharedArrayBuffer(buffer) || writer.moved?.has(buffer) === true || writer.identities.numberOf(buffer) >= 0;
}

function writeViewOf(writer: MessageWriter, view: ArrayBufferView, kind: number): void {
  writeViewHead(writer.sink, kind, view.byteOffset, view.byteLength);
  writer.writeObject(view.buffer);
  writer.identities.add(view);
}

function writeViewHead(sink: ByteSink, kind: number, byteOffset: number, byteLength: number): void {
  sink.writeByte(TAG_VIEW);
  sink.writeByte(kind);
  sink.writeFloat64(byteOffset);
  sink.writeFloat64(byteLength / elementBytes(kind));
}

function writeBlock(sink: ByteSink, block: Uint8Array): void {
  const { length } = block;
  sink.reserve(5 + BLOCK_ALIGNMENT + length);
  const { bytes, position } = sink;
  const first = position + 5;
  const padding = -(bytes.byteOffset + first) & (BLOCK_ALIGNMENT - 1);
  sink.view.setUint32(position, length, true);
  bytes[position + 4] = padding;
  bytes.set(block, first + padding);
  sink.position = first + padding + length;
}

function requireAttached(writer: MessageWriter, value: object, buffer: AnyArrayBuffer): void {
  if (buffer.byteLength === 0 && isDetached(buffer)) throw writer.refusal(value, 'a value whose memory is still here');
}

/** Whether a buffer without bytes has lost them. Before Node 21 only the attempt to use it tells. */
export function isDetached(buffer: AnyArrayBuffer): boolean {
  if (buffer.detached !== undefined) return buffer.detached;
  try {
    return new Uint8Array(buffer).length !== 0;
  } catch {
    return true;
  }
}
