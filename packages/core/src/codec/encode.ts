import { moveListed } from './attach.js';
import type { Lender } from './byte-sink.js';
import { putNumber } from './encode-number.js';
import { MessageWriter, type SharedBufferIds } from './message-writer.js';
import type { Room } from './room.js';
import { NUMBER_BYTES } from './tags.js';

export type { SharedBufferIds } from './message-writer.js';

/**
 * Turns values into bytes, and what bytes cannot hold into attachments that go beside them. The result of structured clone on the
 * other side, but for views (which bring their own bytes only) and errors (which keep more).
 *
 * One at a time: a getter in a value may not use the encoder that is reading it (`isEncoding`).
 */
export class Encoder {
  /** Moved wherever they are met, and even where they are not; set before a call, gone after it. */
  transfer: readonly object[] | undefined;

  /** What errors call the list that `encodeArguments` writes, and the number of its first element: `args` from 0, or the items of a chunk. */
  listName = 'args';
  firstIndex = 0;

  readonly #writer: MessageWriter;
  #isEncoding = false;

  /** `lender` lends memory for messages that find no room, which `takeOverflow` then passes on; blocks of `besideBytes` or more go beside the bytes. */
  constructor(shared: SharedBufferIds, lender?: Lender, besideBytes: number = Infinity) {
    this.#writer = new MessageWriter(shared, lender, besideBytes);
  }

  /** True while a value is being read: it may have getters, and these may call anything. */
  get isEncoding(): boolean {
    return this.#isEncoding;
  }

  /** What the last message could not hold, to be sent beside it by structured clone. */
  get attachments(): readonly unknown[] {
    return this.#writer.attachments;
  }

  /** Whether the last message left anything that its bytes do not hold. */
  get hasLeftovers(): boolean {
    return this.#writer.hasLeftovers;
  }

  /** What of the attachments is to be moved. */
  get transferList(): readonly object[] {
    return this.#writer.transferList;
  }

  /** Numbers of the shared buffers that the last message names. */
  get sharedIds(): readonly number[] {
    return this.#writer.sharedIds;
  }

  /**
   * Writes the arguments of a call where `room` starts. Returns where they end, or -1 when there is no room for them: then they are to be had from
   * `takeOverflow`, without being read a second time.
   *
   * @throws SerializationError naming the place of what cannot be sent.
   */
  encodeArguments(args: readonly unknown[], room: Room): number {
    const end = this.#encodeNumbers(args, room);
    return end >= 0 ? end : this.#encodeOthers(args, room);
  }

  #encodeOthers(args: readonly unknown[], room: Room): number {
    this.#begin(this.listName);
    this.#writer.sink.openIn(room);
    this.#writeArguments(args);
    return this.#end();
  }

  /** The same for one value. `rootName` is what errors call it: `result`, `items[3]`. */
  encodeValue(value: unknown, rootName: string, room: Room): number {
    if (typeof value === 'number' && room.end - room.start >= NUMBER_BYTES && this.#isIdle()) {
      return putNumber(value, room.view, room.bytes, room.start);
    }
    return this.#encodeOther(value, rootName, room);
  }

  #encodeOther(value: unknown, rootName: string, room: Room): number {
    this.#begin(rootName);
    this.#writer.sink.openIn(room);
    this.#writeValue(value);
    return this.#end();
  }

  /** The same arguments in memory that the caller may keep or transfer (its buffer may be longer than what is in it). */
  encodeArgumentsDetached(args: readonly unknown[]): Uint8Array {
    this.#begin(this.listName);
    this.#writer.sink.openOwn();
    this.#writeArguments(args);
    return this.#writer.sink.detach();
  }

  encodeValueDetached(value: unknown, rootName: string): Uint8Array {
    this.#begin(rootName);
    this.#writer.sink.openOwn();
    this.#writeValue(value);
    return this.#writer.sink.detach();
  }

  /** After an encode that gave -1: its bytes, to be put or sent elsewhere. */
  takeOverflow(): Uint8Array {
    return this.#writer.sink.detach();
  }

  /** Numbers alone need no bookkeeping. Returns -1, and may have written some, when there is anything else among them. */
  #encodeNumbers(args: readonly unknown[], room: Room): number {
    const { view, bytes, start } = room;
    if (room.end - start < args.length * NUMBER_BYTES || !this.#isIdle()) return -1;
    let position = start;
    for (let index = 0; index < args.length; index++) {
      const value = args[index];
      if (typeof value !== 'number') return -1;
      position = putNumber(value, view, bytes, position);
    }
    return position;
  }

  /** Whether nothing is to be prepared for a message, nor cleared away after the last. */
  #isIdle(): boolean {
    return !this.#isEncoding && this.transfer === undefined && !this.#writer.hasLeftovers;
  }

  #begin(rootName: string): void {
    if (this.#isEncoding) throw new Error('Expected an encoder that is not in use, got one inside a getter it called.');
    this.#writer.reset(rootName);
  }

  #end(): number {
    const { sink } = this.#writer;
    return sink.isOwn ? -1 : sink.position;
  }

  #writeArguments(args: readonly unknown[]): void {
    const writer = this.#writer;
    this.#isEncoding = true;
    try {
      if (this.transfer !== undefined) moveListed(writer, this.transfer);
      writer.parents[(writer.depth = 0)] = args;
      for (let index = 0; index < args.length; index++) {
        writer.keys[0] = this.firstIndex + index;
        writer.write(args[index]);
      }
      writer.writeDeferred();
    } catch (error) {
      writer.sink.trim();
      throw error;
    } finally {
      // Without a call, which a full stack would not allow: an encoder must not stay in use.
      this.#isEncoding = false;
      this.transfer = undefined;
      writer.release();
    }
  }

  #writeValue(value: unknown): void {
    const writer = this.#writer;
    this.#isEncoding = true;
    try {
      if (this.transfer !== undefined) moveListed(writer, this.transfer);
      writer.write(value);
      writer.writeDeferred();
    } catch (error) {
      writer.sink.trim();
      throw error;
    } finally {
      this.#isEncoding = false;
      this.transfer = undefined;
      writer.release();
    }
  }
}
