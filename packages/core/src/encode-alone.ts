import { Encoder } from './codec/encode.js';
import { SerializationError } from './errors.js';

/** An encoded list, and what bytes cannot hold of it: that is the caller's, as it is. */
export interface EncodedAlone {
  readonly bytes: Uint8Array;
  readonly attachments: readonly unknown[];
}

/**
 * Encodes a list that is decoded more than once: by several workers, or for several blocks. Throws `SerializationError` for what cannot be sent, or only once.
 */
export function encodeAlone(list: readonly unknown[], name: string): EncodedAlone {
  // Shared buffers go as themselves: the same bytes are for a worker that has just started, and knows no numbers.
  const encoder = new Encoder({ idOf: () => undefined });
  encoder.listName = name;
  const bytes = encoder.encodeArgumentsDetached(list);
  if (encoder.transferList.length > 0)
    throw new SerializationError(
      `Expected \`${name}\` without values that move, got some: they can be sent only once.`,
    );
  return { bytes, attachments: encoder.attachments };
}
