import type { ByteSink } from './byte-sink.js';
import { writeString } from './encode-text.js';
import { TAG_BIGINT, TAG_BIGINT64, TAG_FLOAT64, TAG_INT32, INT32_BYTES, NUMBER_BYTES } from './tags.js';

/** Whether four bytes say it all: -0 needs eight. */
export function isInt32(value: number): boolean {
  return (value | 0) === value && (value !== 0 || 1 / value > 0);
}

export function writeNumber(sink: ByteSink, value: number): void {
  sink.reserve(isInt32(value) ? INT32_BYTES : NUMBER_BYTES);
  sink.position = putNumber(value, sink.view, sink.bytes, sink.position);
}

/** Writes a number where there is room for `NUMBER_BYTES`. Returns where it ends. */
export function putNumber(value: number, view: DataView, bytes: Uint8Array, position: number): number {
  if (isInt32(value)) {
    bytes[position] = TAG_INT32;
    view.setInt32(position + 1, value, true);
    return position + INT32_BYTES;
  }
  bytes[position] = TAG_FLOAT64;
  view.setFloat64(position + 1, value, true);
  return position + NUMBER_BYTES;
}

const { asIntN } = BigInt;

export function writeBigInt(sink: ByteSink, value: bigint): void {
  if (asIntN(64, value) === value) {
    sink.reserve(9);
    sink.bytes[sink.position] = TAG_BIGINT64;
    sink.view.setBigInt64(sink.position + 1, value, true);
    sink.position += 9;
  } else {
    sink.writeByte(TAG_BIGINT);
    sink.writeByte(value < 0n ? 1 : 0);
    writeString(sink, (value < 0n ? -value : value).toString(16));
  }
}
