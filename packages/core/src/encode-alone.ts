import { Encoder } from './codec/encode.js';
import { SerializationError } from './errors.js';

/** An encoded list, and what bytes cannot hold of it. */
export interface EncodedAlone {
  readonly bytes: Uint8Array;
  readonly attachments: readonly unknown[];
}

/**
 * Encodes a list that goes to several workers, by no ring: each gets the same message. Throws `SerializationError` for what cannot be sent, or only once.
 */
export function encodeAlone(list: readonly unknown[], name: string): EncodedAlone {
  // Shared buffers go as themselves: a worker that has just started knows no numbers.
  const encoder = new Encoder({ idOf: () => undefined });
  encoder.listName = name;
  const bytes = encoder.encodeArgumentsDetached(list);
  if (encoder.transferList.length > 0)
    throw new SerializationError(
      `Expected \`${name}\` without values that move, got some: they can be sent only once.`,
    );
  return { bytes, attachments: structuredClone(encoder.attachments) };
}
