import { MESSAGE_NAME_BYTES, writeMessageName } from '../src/transport/side-record.ts';

/** The data of a record whose values are in the message of this number. */
export function inMessage(sequence: number): Uint8Array {
  const data = new Uint8Array(MESSAGE_NAME_BYTES);
  writeMessageName(new DataView(data.buffer), data, 0, sequence, undefined);
  return data;
}
