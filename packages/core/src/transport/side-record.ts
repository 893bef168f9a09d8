/**
 * A record part of whose values travels in a message on the port.
 *
 * ```text
 *  0         4         8
 *  | number  | -       | encoded values …      of the message; where no values follow, they are the last thing in the message
 * ```
 */
import { DecodeError } from '../codec/decode-error.js';
import type { PortTransport } from './port-transport.js';

/** The number of the message, and as much again: what is behind it stands as aligned as what is encoded straight into a record. */
export const MESSAGE_NAME_BYTES = 8;

/** Where encoded values lie that came with a message, and what the message brought that bytes cannot hold. */
export interface ReceivedValues {
  readonly view: DataView;
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
  readonly attachments: readonly unknown[];
}

/** The bytes in a buffer that holds nothing else: structured clone copies the whole buffer under a view. */
export function exact(bytes: Uint8Array): Uint8Array {
  return bytes.length === bytes.buffer.byteLength ? bytes : bytes.slice();
}

/** What a message holds: the attachments, and behind them the encoded values, unless the record has them. */
export function messageOf(attachments: readonly unknown[], bytes: Uint8Array | undefined): readonly unknown[] {
  return bytes === undefined ? attachments : [...attachments, bytes];
}

/** Writes the data of such a record at `offset`: `encoded` may be empty. */
export function writeMessageName(
  view: DataView,
  bytes: Uint8Array,
  offset: number,
  sequence: number,
  encoded: Uint8Array,
): void {
  view.setInt32(offset, sequence, true);
  view.setInt32(offset + 4, 0, true);
  bytes.set(encoded, offset + MESSAGE_NAME_BYTES);
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
  const data = start + MESSAGE_NAME_BYTES;
  if (end > data) return { view, bytes, start: data, end, attachments };
  const own = attachments.at(-1);
  if (!(own instanceof Uint8Array))
    throw new DecodeError('Expected encoded values in the message, got something else.');
  const ownView = new DataView(own.buffer, own.byteOffset, own.byteLength);
  return { view: ownView, bytes: own, start: 0, end: own.length, attachments };
}
