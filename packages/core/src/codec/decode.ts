import { INT32_BYTES, NUMBER_BYTES, TAG_FLOAT64, TAG_INT32 } from './tags.js';
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
    const numbers = this.#decodeNumbers(count, view, bytes, offset, end);
    return numbers ?? this.#decodeOthers(count, view, bytes, offset, end);
  }

  #decodeOthers(count: number, view: DataView, bytes: Uint8Array, offset: number, end: number): unknown[] {
    const reader = this.#reader;
    reader.open(view, bytes, offset, end);
    try {
      const args: unknown[] = [];
      for (let index = 0; index < count; index++) args[index] = reader.read();
      reader.readDeferred();
      return args;
    } catch (error) {
      throw asDecodeError(error);
    } finally {
      reader.release();
    }
  }

  decodeValue(view: DataView, bytes: Uint8Array, offset: number, end: number): unknown {
    const number = this.#decodeNumber(view, bytes, offset, end);
    return number ?? this.#decodeOther(view, bytes, offset, end);
  }

  #decodeOther(view: DataView, bytes: Uint8Array, offset: number, end: number): unknown {
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

  /** Numbers alone need no bookkeeping. Gives nothing when there is anything else among them. */
  #decodeNumbers(count: number, view: DataView, bytes: Uint8Array, offset: number, end: number): unknown[] | undefined {
    const numbers: unknown[] = [];
    for (let index = 0, place = offset; index < count; index++, place = this.#reader.position) {
      const number = this.#decodeNumber(view, bytes, place, end);
      if (number === undefined) return undefined;
      numbers[index] = number;
    }
    return numbers;
  }

  #decodeNumber(view: DataView, bytes: Uint8Array, offset: number, end: number): number | undefined {
    const numberTag = offset < end ? bytes[offset] : undefined;
    if (numberTag === TAG_INT32 && end - offset >= INT32_BYTES) {
      this.#reader.position = offset + INT32_BYTES;
      return view.getInt32(offset + 1, true);
    }
    if (numberTag === TAG_FLOAT64 && end - offset >= NUMBER_BYTES) {
      this.#reader.position = offset + NUMBER_BYTES;
      return view.getFloat64(offset + 1, true);
    }
    return undefined;
  }
}

/** What the runtime itself refuses (a string too long, a number too large) was no message of ours either. */
function asDecodeError(error: unknown): DecodeError {
  if (error instanceof DecodeError) return error;
  return new DecodeError('Expected a message that can be read, got bytes that the runtime refuses.', { cause: error });
}
