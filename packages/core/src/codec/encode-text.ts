import { latin1Write, ucs2Write } from './buffer-text.js';
import type { ByteSink } from './byte-sink.js';
import { TAG_LATIN1, TAG_LATIN1_SHORT, TAG_UTF16 } from './tags.js';

/** Up to this many characters a loop is quicker than a call into Node. */
const LOOP_LIMIT = 20;
const MAX_LATIN1_CODE = 0xff;

/** Fails at once, without looking, for a string that V8 keeps in one byte per character. */
const BEYOND_LATIN1 = /[\u0100-\uffff]/;

/** Writes a string with its tag: one byte per character where that is enough, else its UTF-16 code units as they are. */
export function writeString(sink: ByteSink, text: string): void {
  const length = text.length;
  if (length <= LOOP_LIMIT) writeShort(sink, text, length);
  else if (BEYOND_LATIN1.test(text)) writeUtf16(sink, text, length);
  else writeLatin1(sink, text, length);
}

function writeShort(sink: ByteSink, text: string, length: number): void {
  sink.reserve(2 + length);
  const { bytes, position } = sink;
  bytes[position] = TAG_LATIN1_SHORT;
  bytes[position + 1] = length;
  const first = position + 2;
  for (let index = 0; index < length; index++) {
    const code = text.charCodeAt(index);
    if (code > MAX_LATIN1_CODE) return writeUtf16(sink, text, length);
    bytes[first + index] = code;
  }
  sink.position = first + length;
}

function writeLatin1(sink: ByteSink, text: string, length: number): void {
  sink.reserve(5 + length);
  sink.bytes[sink.position] = TAG_LATIN1;
  sink.view.setUint32(sink.position + 1, length, true);
  latin1Write(sink.bytes, text, sink.position + 5, length);
  sink.position += 5 + length;
}

function writeUtf16(sink: ByteSink, text: string, length: number): void {
  sink.reserve(5 + 2 * length);
  sink.bytes[sink.position] = TAG_UTF16;
  sink.view.setUint32(sink.position + 1, length, true);
  ucs2Write(sink.bytes, text, sink.position + 5, 2 * length);
  sink.position += 5 + 2 * length;
}
