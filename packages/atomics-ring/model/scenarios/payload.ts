/** The payload of record `number`: bytes that differ from record to record. */
export function payloadOf(length: number, number: number): Uint8Array {
  return new Uint8Array(length).fill(number + 1);
}

/** The bytes of a payload, read plainly by the four. */
export function readPayload(view: DataView, offset: number, length: number): number[] {
  const words = Array.from({ length: length / 4 }, (_, index) => view.getInt32(offset + 4 * index, true));
  return [...new Uint8Array(Int32Array.from(words).buffer)];
}
