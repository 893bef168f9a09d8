import { DecodeError } from './decode-error.js';
import { MessageReader, type SharedBuffersById } from './message-reader.js';

export type { SharedBuffersById } from './message-reader.js';
export { DecodeError } from './decode-error.js';

/**
 * Turns bytes back into values. Reads shared memory in place, each word once, and copies whatever it returns. Trusts nothing: bytes
 * that no encoder wrote give some value or a `DecodeError`.
 */
export class Decoder {
  readonly #reader: MessageReader;

  constructor(shared: SharedBuffersById) {
    this.#reader = new MessageReader(shared);
  }

  /** Set before a message that came with some. */
  set attachments(attachments: readonly unknown[]) {
    this.#reader.attachments = attachments;
  }

  get attachments(): readonly unknown[] {
    return this.#reader.attachments;
  }

  /** Where the last message ended. */
  get offset(): number {
    return this.#reader.position;
  }

  /** Several values that were encoded as one message. */
  decodeArguments(count: number, view: DataView, bytes: Uint8Array, offset: number, end: number): unknown[] {
    const reader = this.#reader;
    reader.open(view, bytes, offset, end);
    try {
      const args: unknown[] = [];
      for (let index = 0; index < count; index++) args.push(reader.read());
      reader.readDeferred();
      return args;
    } catch (error) {
      throw asDecodeError(error);
    } finally {
      reader.release();
    }
  }

  decodeValue(view: DataView, bytes: Uint8Array, offset: number, end: number): unknown {
    const reader = this.#reader;
    reader.open(view, bytes, offset, end);
    try {
      const value = reader.read();
      reader.readDeferred();
      return value;
    } catch (error) {
      throw asDecodeError(error);
    } finally {
      reader.release();
    }
  }
}

/** What the runtime itself refuses (a string too long, a number too large) was no message of ours either. */
function asDecodeError(error: unknown): DecodeError {
  if (error instanceof DecodeError) return error;
  return new DecodeError('Expected a message that can be read, got bytes that the runtime refuses.', { cause: error });
}
