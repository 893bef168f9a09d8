/**
 * A record whose values lie in shared memory that was lent to it.
 *
 * ```text
 *  0         4         8
 *  | length  | id      |     bytes of encoded values, from the beginning of the shared buffer that is known by this number
 * ```
 */
import { DecodeError } from '../codec/decode-error.js';
import type { SharedBufferTable } from './shared-registry.js';

export const STAGED_BYTES = 8;

/** Writes the data of such a record at `offset`. */
export function writeStaged(view: DataView, offset: number, length: number, id: number): void {
  view.setInt32(offset, length, true);
  view.setInt32(offset + 4, id, true);
}

/** The values of the record whose data stand at `offset`, in place. Throws `DecodeError` where they cannot be. */
export function stagedAt(view: DataView, offset: number, shared: SharedBufferTable): Uint8Array {
  const length = view.getInt32(offset, true);
  const buffer = shared.memoryOf(view.getInt32(offset + 4, true));
  if (buffer === undefined || length < 0 || length > buffer.byteLength)
    throw new DecodeError(
      `Expected at most ${buffer?.byteLength ?? 0} bytes of values in shared memory, got ${length}.`,
    );
  return new Uint8Array(buffer, 0, length);
}
