import { Encoder } from './codec/encode.js';
import { SerializationError } from './errors.js';
import type { SideMessage } from './transport/port-transport.js';

/**
 * Encodes a list that goes to several workers, by no ring: each gets the same message. Throws `SerializationError` for what cannot be sent, or only once.
 */
export function encodeAlone(list: readonly unknown[], name: string): SideMessage {
  // Shared buffers go as themselves: a worker that has just started knows no numbers.
  const encoder = new Encoder({ idOf: () => undefined });
  encoder.listName = name;
  const room = new Uint8Array(0);
  const end = encoder.encodeArguments(list, new DataView(room.buffer), room, 0, 0);
  const bytes = end < 0 ? encoder.takeOverflow() : room;
  if (encoder.transferList.length > 0)
    throw new SerializationError(
      `Expected \`${name}\` without values that move, got some: they can be sent only once.`,
    );
  return { bytes, attachments: structuredClone(encoder.attachments), transferList: [] };
}
