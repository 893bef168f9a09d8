/**
 * A record part of whose values travels in a message on the port.
 *
 * ```text
 *  0         4         8
 *  | number  | where   | encoded values …      of the message; whether the values stand here, or are the last thing in the message
 * ```
 */
import { DecodeError } from '../codec/decode-error.js';
import type { PortTransport } from './port-transport.js';

/** The number of the message, and where the values are. */
export const MESSAGE_NAME_BYTES = 8;

const IN_RECORD = 0;
const IN_MESSAGE = 1;

/** Where encoded values lie that came with a message, and what the message brought that bytes cannot hold. */
export interface ReceivedValues {
  readonly view: DataView;
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
  readonly attachments: readonly unknown[];
}

/** The bytes in a buffer that holds nothing else: structured clone copies the whole buffer under a view. Those of a scratch area never fill it, as a header stands before them. */
export function exact(bytes: Uint8Array): Uint8Array {
  return bytes.length === bytes.buffer.byteLength ? bytes : bytes.slice();
}

/** What a message holds: the attachments, and behind them the encoded values, unless the record has them. */
export function messageOf(attachments: readonly unknown[], bytes: Uint8Array | undefined): readonly unknown[] {
  return bytes === undefined ? attachments : [...attachments, bytes];
}

/** Writes the data of such a record at `offset`; `encoded` is `undefined` where the message has the values. */
export function writeMessageName(
  view: DataView,
  bytes: Uint8Array,
  offset: number,
  sequence: number,
  encoded: Uint8Array | undefined,
): void {
  view.setInt32(offset, sequence, true);
  view.setInt32(offset + 4, encoded === undefined ? IN_MESSAGE : IN_RECORD, true);
  if (encoded !== undefined) bytes.set(encoded, offset + MESSAGE_NAME_BYTES);
}

/** Takes the message that a record names whose data lie from `start` to `end`. Throws `UnreadableMessageError` where this thread cannot make what was sent. */
export function receiveNamed(
  port: PortTransport,
  view: DataView,
  bytes: Uint8Array,
  start: number,
  end: number,
): ReceivedValues {
  const attachments = port.receive(view.getInt32(start, true)) as readonly unknown[];
  if (view.getInt32(start + 4, true) === IN_RECORD)
    return { view, bytes, start: start + MESSAGE_NAME_BYTES, end, attachments };
  const own = attachments.at(-1);
  if (!(own instanceof Uint8Array))
    throw new DecodeError('Expected encoded values in the message, got something else.');
  const ownView = new DataView(own.buffer, own.byteOffset, own.byteLength);
  return { view: ownView, bytes: own, start: 0, end: own.length, attachments };
}
