/**
 * The views through which a ring's memory is read and written: beside `atomics.ts`, the other half of the seam. The explorer
 * in `model/` puts views in their place that report every access, so that it sees plain reads and writes as well.
 */
import { HEADER_BYTES } from './layout.js';

/** The header of a ring as words. */
export function headerWords(buffer: SharedArrayBuffer): Int32Array {
  return new Int32Array(buffer, 0, HEADER_BYTES / 4);
}

/** The part of a byte ring's memory that holds records. */
export function dataView(buffer: SharedArrayBuffer): DataView {
  return new DataView(buffer, HEADER_BYTES);
}

/** The same memory as `dataView`. */
export function dataBytes(buffer: SharedArrayBuffer): Uint8Array {
  return new Uint8Array(buffer, HEADER_BYTES);
}

/** The part of a number ring's memory that holds numbers. */
export function dataNumbers(buffer: SharedArrayBuffer): Float64Array {
  return new Float64Array(buffer, HEADER_BYTES);
}
