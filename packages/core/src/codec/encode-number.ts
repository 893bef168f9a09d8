import type { ByteSink } from './byte-sink.js';
import { writeString } from './encode-text.js';
import { TAG_BIGINT, TAG_BIGINT64, TAG_FLOAT64, TAG_INT32 } from './tags.js';

/** Whether four bytes say it all: -0 needs eight. */
export function isInt32(value: number): boolean {
  return (value | 0) === value && (value !== 0 || 1 / value > 0);
}

export function writeNumber(sink: ByteSink, value: number): void {
  if (isInt32(value)) writeInt32(sink, value);
  else writeFloat64(sink, value);
}

function writeInt32(sink: ByteSink, value: number): void {
  sink.reserve(5);
  const { position } = sink;
  sink.bytes[position] = TAG_INT32;
  sink.view.setInt32(position + 1, value, true);
  sink.position = position + 5;
}

function writeFloat64(sink: ByteSink, value: number): void {
  sink.reserve(9);
  const { position } = sink;
  sink.bytes[position] = TAG_FLOAT64;
  sink.view.setFloat64(position + 1, value, true);
  sink.position = position + 9;
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
