import { types } from 'node:util';
import { DecodeError } from './decode-error.js';
import { readArray, readFloat64Array, readInt32Array, readSparseArray } from './decode-array.js';
import { readArrayBuffer, readOwnView, readResizableBuffer, readView } from './decode-binary.js';
import { readErrorBody, readErrorHead } from './decode-error-value.js';
import {
  readBigInt,
  readBoxed,
  readEntries,
  readMapBody,
  readRegExp,
  readSetBody,
  readShaped,
} from './decode-object.js';
import { internalized, readLatin1, readLatin1Short, readUtf16 } from './decode-text.js';
import { StringCache } from './string-cache.js';
import * as tag from './tags.js';

/** What a decoder asks about shared buffers. */
export interface SharedBuffersById {
  /** The buffer of that number. Throws where there is none. */
  bufferOf(id: number): SharedArrayBuffer;
}

/** An object whose parts come later in the message. */
interface Deferred {
  readonly object: object;
  readonly tag: number;
}

const NOTHING: readonly never[] = Object.freeze([]);
const NO_VIEW = new DataView(new ArrayBuffer(0));
const NO_BYTES = new Uint8Array(0);

/** Reads the values of one message between two places in memory, and keeps what they have in common. */
export class MessageReader {
  view: DataView = NO_VIEW;
  bytes: Uint8Array = NO_BYTES;
  /** The next byte to read, never past `end`. */
  position = 0;
  end = 0;
  attachments: readonly unknown[] = NOTHING;
  readonly shared: SharedBuffersById;

  readonly #texts = new StringCache();
  readonly #names = new StringCache(internalized);
  /** The objects of the message by their numbers. */
  #met: object[] = [];
  /** The names of each shape of the message. */
  #shapes: (readonly string[])[] = [];
  #depth = 0;
  #deferred: Deferred[] = [];

  constructor(shared: SharedBuffersById) {
    this.shared = shared;
  }

  open(view: DataView, bytes: Uint8Array, offset: number, end: number): void {
    // Once more: where the program's stack was full, the end of the last message may not have come this far.
    this.#forget();
    this.view = view;
    this.bytes = bytes;
    this.position = offset;
    this.end = end;
  }

  /** Lets go of the values that were read. */
  release(): void {
    this.#forget();
    if (this.attachments !== NOTHING) this.attachments = NOTHING;
  }

  read(): unknown {
    return this.readTagged(this.readByte());
  }

  readTagged(valueTag: number): unknown {
    switch (valueTag) {
      case tag.TAG_INT32:
        return this.readInt32();
      case tag.TAG_FLOAT64:
        return this.readFloat64();
      case tag.TAG_LATIN1_SHORT:
        return readLatin1Short(this, this.#texts);
      case tag.TAG_OBJECT:
      case tag.TAG_SHAPE:
      case tag.TAG_NEW_SHAPE:
        return this.#readContainer({}, valueTag);
      case tag.TAG_INT32_ARRAY:
        return this.meet(readInt32Array(this));
      case tag.TAG_FLOAT64_ARRAY:
        return this.meet(readFloat64Array(this));
      case tag.TAG_ARRAY:
        return this.#readContainer([], valueTag);
      case tag.TAG_UNDEFINED:
        return undefined;
      case tag.TAG_NULL:
        return null;
      case tag.TAG_TRUE:
        return true;
      case tag.TAG_FALSE:
        return false;
      default:
        return this.#readRare(valueTag);
    }
  }

  /** Reads the parts that were put off. They may have put off others. */
  readDeferred(): void {
    for (let index = 0; index < this.#deferred.length; index++) {
      const { object, tag: bodyTag } = this.#deferred[index] as Deferred;
      this.#readBody(object, hasOwnTag(bodyTag) ? this.readByte() : bodyTag);
    }
  }

  /** Gives an object the next number. */
  meet<T extends object>(object: T): T {
    this.#met[this.#met.length] = object;
    return object;
  }

  /** Moves past the next `length` bytes and tells where they begin. */
  take(length: number): number {
    const first = this.position;
    if (length > this.end - first) throw this.damage(`${length} more bytes`, `${this.end - first}`);
    this.position = first + length;
    return first;
  }

  readByte(): number {
    return this.bytes[this.take(1)] as number;
  }

  readInt32(): number {
    return this.view.getInt32(this.take(4), true);
  }

  readUint32(): number {
    return this.view.getUint32(this.take(4), true);
  }

  readFloat64(): number {
    return this.view.getFloat64(this.take(8), true);
  }

  readString(): string {
    return this.readStringTagged(this.readByte());
  }

  /** The name of a property. */
  readName(nameTag: number): string {
    return nameTag === tag.TAG_LATIN1_SHORT ? readLatin1Short(this, this.#names) : this.readStringTagged(nameTag);
  }

  readStringTagged(stringTag: number): string {
    if (stringTag === tag.TAG_LATIN1_SHORT) return readLatin1Short(this, this.#texts);
    if (stringTag === tag.TAG_LATIN1) return readLatin1(this);
    if (stringTag === tag.TAG_UTF16) return readUtf16(this);
    throw this.damage('a string', `tag ${stringTag}`);
  }

  /** The buffer of a view, which is a value like others. */
  readBuffer(): ArrayBufferLike {
    const buffer = this.read();
    return types.isAnyArrayBuffer(buffer) ? buffer : this.fail('a buffer', typeof buffer);
  }

  fail(expected: string, got: string): never {
    throw this.damage(expected, got);
  }

  damage(expected: string, got: string): DecodeError {
    return new DecodeError(`Expected ${expected} before byte ${this.position} of the message, got ${got}.`);
  }

  #forget(): void {
    if (this.#met.length > 0) this.#met = [];
    if (this.#shapes.length > 0) this.#shapes = [];
    if (this.#deferred.length > 0) this.#deferred = [];
    this.#depth = 0;
  }

  #readRare(valueTag: number): unknown {
    switch (valueTag) {
      case tag.TAG_LATIN1:
      case tag.TAG_UTF16:
        return this.readStringTagged(valueTag);
      case tag.TAG_REFERENCE:
        return this.#readReference();
      case tag.TAG_BIGINT64:
        return this.view.getBigInt64(this.take(8), true);
      case tag.TAG_BIGINT:
        return readBigInt(this);
      case tag.TAG_SPARSE_ARRAY:
        return this.#readContainer([], valueTag);
      case tag.TAG_MAP:
        return this.#readContainer(new Map(), valueTag);
      case tag.TAG_SET:
        return this.#readContainer(new Set(), valueTag);
      case tag.TAG_ERROR:
        return this.#readContainer(readErrorHead(this), valueTag);
      case tag.TAG_DEFERRED:
        return this.#readDeferredHead();
      default:
        return this.meet(this.#readLeaf(valueTag));
    }
  }

  #readLeaf(valueTag: number): object {
    switch (valueTag) {
      case tag.TAG_DATE:
        return new Date(this.readFloat64());
      case tag.TAG_REGEXP:
        return readRegExp(this);
      case tag.TAG_BOXED:
        return readBoxed(this);
      case tag.TAG_ARRAY_BUFFER:
        return readArrayBuffer(this);
      case tag.TAG_RESIZABLE_BUFFER:
        return readResizableBuffer(this);
      case tag.TAG_OWN_VIEW:
        return readOwnView(this);
      case tag.TAG_WHOLE_VIEW:
        return this.meet(readOwnView(this));
      case tag.TAG_VIEW:
        return readView(this);
      case tag.TAG_SHARED_BUFFER:
        return this.#readSharedBuffer();
      case tag.TAG_ATTACHMENT:
        return this.#readAttachment();
      default:
        throw this.damage('a value', `tag ${valueTag}`);
    }
  }

  #readContainer(object: object, bodyTag: number): object {
    this.meet(object);
    this.#readBody(object, bodyTag);
    return object;
  }

  #readBody(object: object, bodyTag: number): void {
    if (++this.#depth > tag.MAX_DEPTH + 2) throw this.damage(`a depth of at most ${tag.MAX_DEPTH}`, 'more');
    this.#fill(object, bodyTag);
    this.#depth--;
  }

  #fill(object: object, bodyTag: number): void {
    switch (bodyTag) {
      case tag.TAG_OBJECT:
        return readEntries(this, object);
      case tag.TAG_SHAPE:
        return readShaped(this, object, this.#readShape());
      case tag.TAG_NEW_SHAPE:
        return readShaped(this, object, this.#readNewShape());
      case tag.TAG_ARRAY:
        return readArray(this, object as unknown[]);
      case tag.TAG_INT32_ARRAY:
        return void readInt32Array(this, object as number[]);
      case tag.TAG_FLOAT64_ARRAY:
        return void readFloat64Array(this, object as number[]);
      case tag.TAG_SPARSE_ARRAY:
        return readSparseArray(this, object as unknown[]);
      case tag.TAG_MAP:
        return readMapBody(this, object as Map<unknown, unknown>);
      case tag.TAG_SET:
        return readSetBody(this, object as Set<unknown>);
      case tag.TAG_ERROR:
        return readErrorBody(this, object);
      default:
        throw this.damage('the body of a container', `tag ${bodyTag}`);
    }
  }

  /** Makes the object now, as others may refer to it, and fills it later. */
  #readDeferredHead(): object {
    const bodyTag = this.readByte();
    const object = this.meet(this.#emptyContainer(bodyTag));
    this.#deferred[this.#deferred.length] = { object, tag: bodyTag };
    return object;
  }

  #emptyContainer(bodyTag: number): object {
    switch (bodyTag) {
      case tag.TAG_OBJECT:
        return {};
      case tag.TAG_ARRAY:
        return [];
      case tag.TAG_MAP:
        return new Map();
      case tag.TAG_SET:
        return new Set();
      case tag.TAG_ERROR:
        return readErrorHead(this);
      default:
        throw this.damage('a container', `tag ${bodyTag}`);
    }
  }

  /**
   * A view of all of a buffer is met twice, first for the buffer: that one is only looked for now, as for a short array the runtime makes
   * it on demand, which takes longer than all the rest.
   */
  #readReference(): object {
    const number = this.readUint32();
    const object = this.#met[number] ?? this.fail(`one of ${this.#met.length} objects`, `number ${number}`);
    return object === this.#met[number + 1] ? (object as ArrayBufferView).buffer : object;
  }

  #readShape(): readonly string[] {
    const number = this.readByte();
    return this.#shapes[number] ?? this.fail(`one of ${this.#shapes.length} shapes`, `number ${number}`);
  }

  #readNewShape(): readonly string[] {
    const names: string[] = [];
    const length = this.readByte();
    for (let index = 0; index < length; index++) names[index] = this.readName(this.readByte());
    this.#shapes[this.#shapes.length] = names;
    return names;
  }

  #readSharedBuffer(): SharedArrayBuffer {
    const id = this.readFloat64();
    try {
      return this.shared.bufferOf(id);
    } catch (cause) {
      throw new DecodeError(`Expected a shared buffer that is known here, got number ${id}.`, { cause });
    }
  }

  #readAttachment(): object {
    const index = this.readUint32();
    const attachment = this.attachments[index];
    if (typeof attachment === 'object' && attachment !== null) return attachment;
    return this.fail(`one of ${this.attachments.length} attachments`, `number ${index}`);
  }
}

/** Whether the body of such a deferred container begins with a tag: it may be written in several ways. */
function hasOwnTag(bodyTag: number): boolean {
  return bodyTag === tag.TAG_ARRAY || bodyTag === tag.TAG_OBJECT;
}
