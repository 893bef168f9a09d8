import { SerializationError } from '../errors.js';
import { attachHost, writeMoved } from './attach.js';
import { ByteSink, type Lender } from './byte-sink.js';
import { writeArrayBody } from './encode-array.js';
import { writeBuffer, writeSharedBuffer, writeView } from './encode-binary.js';
import { writeErrorBody, writeErrorHead } from './encode-error.js';
import { writeBoxed, writeDate, writeMapBody, writePlainBody, writeRegExp, writeSetBody } from './encode-object.js';
import { writeBigInt, writeNumber } from './encode-number.js';
import { writeString } from './encode-text.js';
import { IdentityTable } from './identity-table.js';
import type { Moved } from './move.js';
import { kindOf, type ContainerKind, type ObjectKind } from './object-kind.js';
import { ShapeTable } from './shape-table.js';
import * as tag from './tags.js';
import { boundName } from './thread-bound.js';
import { describePath, print, type PathKey } from './value-path.js';

/** What an encoder asks about shared buffers. */
export interface SharedBufferIds {
  /** The number by which the other side knows this buffer; undefined: the buffer itself must be sent. */
  idOf(buffer: SharedArrayBuffer): number | undefined;
}

/** A container that lay too deep, and the way to it. */
interface Deferred {
  readonly object: object;
  readonly kind: ContainerKind;
  readonly origin: Deferred | undefined;
  readonly parents: readonly unknown[];
  readonly keys: readonly PathKey[];
}

/** How far a message has come. */
interface WriterState {
  readonly depth: number;
  readonly length: number;
  readonly met: number;
  readonly shapes: number;
  readonly attachments: number;
  readonly transfers: number;
  readonly sharedIds: number;
  readonly deferred: number;
}

/** Writes the values of one message, and keeps what they have in common: identities, attachments, the way from the root. */
export class MessageWriter {
  readonly sink: ByteSink;
  readonly identities: IdentityTable = new IdentityTable();
  readonly shapes: ShapeTable = new ShapeTable();
  readonly shared: SharedBufferIds;

  /** What the path of a refused value begins with. */
  rootName = '';
  /** The containers that we are in: `parents[depth]` is the innermost, `keys[depth]` the place in it. -1: none. */
  depth = -1;
  readonly parents: unknown[] = [];
  readonly keys: PathKey[] = [];

  /** What is to be moved wherever it is met. */
  moved: Set<object> | undefined;

  /** Whether the last message left anything for its sender. */
  hasLeftovers = false;
  /** New lists for every message that needs any. */
  #attachments: unknown[] = [];
  #transferList: object[] = [];
  #sharedIds: number[] = [];
  #deferred: Deferred[] = [];
  #origin: Deferred | undefined;

  /** Blocks of so many bytes or more go beside the others, as copies that move. */
  readonly besideBytes: number;

  constructor(shared: SharedBufferIds, lender?: Lender, besideBytes: number = Infinity) {
    this.sink = new ByteSink(lender);
    this.shared = shared;
    this.besideBytes = besideBytes;
  }

  get attachments(): readonly unknown[] {
    return this.#attachments;
  }

  get transferList(): readonly object[] {
    return this.#transferList;
  }

  get sharedIds(): readonly number[] {
    return this.#sharedIds;
  }

  write(value: unknown): void {
    if (typeof value === 'number') writeNumber(this.sink, value);
    else if (typeof value === 'string') writeString(this.sink, value);
    else if (typeof value === 'object' && value !== null) this.writeObject(value);
    else this.#writeRest(value);
  }

  /** Also for objects that nobody else can have met: a reference is written for those that were met before. */
  writeObject(object: object): void {
    const number = this.identities.numberOf(object);
    if (number >= 0) this.#writeReference(number);
    else this.#writeNew(object, kindOf(object));
  }

  /** Writes a value, or nothing at all where it cannot be sent. Tells which. */
  tryWrite(value: unknown): boolean {
    const state = this.#state();
    try {
      this.write(value);
      return true;
    } catch {
      this.#returnTo(state);
      return false;
    }
  }

  /** Writes the bodies that were put off. They may put off others. */
  writeDeferred(): void {
    for (let index = 0; index < this.#deferred.length; index++) {
      const deferred = this.#deferred[index] as Deferred;
      this.#origin = deferred;
      this.depth = -1;
      this.#writeBody(deferred.object, deferred.kind);
    }
  }

  /** Begins a message: forgets what the last one left for its sender. */
  reset(rootName: string): void {
    // Once more: where the program's stack was full, the end of the last message may not have come this far.
    this.release();
    this.rootName = rootName;
    if (!this.hasLeftovers) return;
    this.hasLeftovers = false;
    this.#attachments = [];
    this.#transferList = [];
    this.#sharedIds = [];
  }

  /** Ends a message: lets go of the values that were written. */
  release(): void {
    if (this.identities.count > 0) {
      this.shapes.clear();
      this.identities.clear();
    }
    if (this.depth >= 0) this.#leaveTo(-1);
    if (this.#deferred.length > 0) this.#deferred = [];
    this.#origin = undefined;
    this.moved = undefined;
  }

  attach(value: unknown): void {
    this.sink.writeByte(tag.TAG_ATTACHMENT);
    this.sink.writeUint32(this.#attachments.length);
    this.#attachments[this.#attachments.length] = value;
    this.hasLeftovers = true;
  }

  /** Sends a block beside the bytes, as a copy: to move one would make the thread slower, see docs/decisions/0015. */
  attachBlock(block: Uint8Array): void {
    const { buffer } = block as { readonly buffer: ArrayBufferLike & { readonly resizable?: boolean } };
    const isWhole = block.length === buffer.byteLength && buffer.resizable !== true;
    this.attach(isWhole ? buffer : block.slice().buffer);
  }

  /** Has an object moved, wherever in this message it is met from now on. */
  addMoved(object: object): void {
    this.moved ??= new Set();
    if (this.moved.has(object)) return;
    this.moved.add(object);
    this.#transferList[this.#transferList.length] = object;
    this.hasLeftovers = true;
  }

  addSharedId(id: number): void {
    this.#sharedIds[this.#sharedIds.length] = id;
    this.hasLeftovers = true;
  }

  /** The error for a value that cannot be sent, with its place. */
  refusal(value: unknown, expected: string, cause?: unknown): SerializationError {
    const message = `Expected \`${this.#path()}\` to be ${expected}, got ${print(value)}.`;
    return new SerializationError(message, cause === undefined ? undefined : { cause });
  }

  #refusalOfBound(object: object): SerializationError {
    const came = `${boundName(object)}, which belongs to the thread that made it`;
    return new SerializationError(`Expected \`${this.#path()}\` to be a value that can be sent, got ${came}.`);
  }

  #writeRest(value: unknown): void {
    if (value === undefined) this.sink.writeByte(tag.TAG_UNDEFINED);
    else if (value === null) this.sink.writeByte(tag.TAG_NULL);
    else if (typeof value === 'boolean') this.sink.writeByte(value ? tag.TAG_TRUE : tag.TAG_FALSE);
    else if (typeof value === 'bigint') writeBigInt(this.sink, value);
    else throw this.refusal(value, 'a value that can be sent');
  }

  #writeReference(number: number): void {
    this.sink.writeByte(tag.TAG_REFERENCE);
    this.sink.writeUint32(number);
  }

  #writeNew(object: object, kind: ObjectKind): void {
    switch (kind) {
      case 'plain':
      case 'array':
      case 'map':
      case 'set':
      case 'error':
        return this.#writeContainer(object, kind);
      case 'view':
        return writeView(this, object as ArrayBufferView);
      case 'buffer':
        return writeBuffer(this, object as ArrayBuffer);
      case 'sharedBuffer':
        return writeSharedBuffer(this, object as SharedArrayBuffer);
      case 'moved':
        return writeMoved(this, object as Moved);
      case 'proxy':
        throw this.refusal(object, 'a value that can be sent');
      case 'bound':
        throw this.#refusalOfBound(object);
      case 'date':
      case 'regExp':
      case 'boxed':
      case 'host':
        return this.#writeLeaf(object, kind);
    }
  }

  #writeLeaf(object: object, kind: 'date' | 'regExp' | 'boxed' | 'host'): void {
    this.identities.add(object);
    if (kind === 'date') writeDate(this.sink, object as Date);
    else if (kind === 'regExp') writeRegExp(this.sink, object as RegExp);
    else if (kind === 'boxed') writeBoxed(this, object);
    else attachHost(this, object);
  }

  #writeContainer(object: object, kind: ContainerKind): void {
    this.identities.add(object);
    const isDeferred = this.depth >= tag.MAX_DEPTH;
    if (isDeferred) this.sink.writeByte(tag.TAG_DEFERRED);
    if (isDeferred || (kind !== 'array' && kind !== 'plain')) this.sink.writeByte(CONTAINER_TAGS[kind]);
    if (kind === 'error') writeErrorHead(this, object as Error);
    if (isDeferred) this.#defer(object, kind);
    else this.#writeBody(object, kind);
  }

  #writeBody(object: object, kind: ContainerKind): void {
    this.parents[++this.depth] = object;
    if (kind === 'plain') writePlainBody(this, object);
    else if (kind === 'array') writeArrayBody(this, object as unknown[]);
    else if (kind === 'map') writeMapBody(this, object as Map<unknown, unknown>);
    else if (kind === 'set') writeSetBody(this, object as Set<unknown>);
    else writeErrorBody(this, object as Error);
    this.parents[this.depth--] = undefined;
  }

  #defer(object: object, kind: ContainerKind): void {
    const end = this.depth + 1;
    const parents = this.parents.slice(0, end);
    const keys = this.keys.slice(0, end);
    this.#deferred[this.#deferred.length] = { object, kind, origin: this.#origin, parents, keys };
  }

  #state(): WriterState {
    return {
      depth: this.depth,
      length: this.sink.length,
      met: this.identities.count,
      shapes: this.shapes.count,
      attachments: this.#attachments.length,
      transfers: this.#transferList.length,
      sharedIds: this.#sharedIds.length,
      deferred: this.#deferred.length,
    };
  }

  /** Takes back all that was written since. */
  #returnTo(state: WriterState): void {
    this.#leaveTo(state.depth);
    this.sink.truncate(state.length);
    this.identities.truncate(state.met);
    this.shapes.truncate(state.shapes);
    this.#attachments.length = state.attachments;
    this.#sharedIds.length = state.sharedIds;
    this.#deferred.length = state.deferred;
    for (let index = state.transfers; index < this.#transferList.length; index++) {
      this.moved?.delete(this.#transferList[index] as object);
    }
    this.#transferList.length = state.transfers;
  }

  #leaveTo(depth: number): void {
    for (; this.depth > depth; this.depth--) this.parents[this.depth] = undefined;
  }

  #path(): string {
    const end = this.depth + 1;
    const parents = [this.parents.slice(0, end)];
    const keys = [this.keys.slice(0, end)];
    for (let origin = this.#origin; origin !== undefined; origin = origin.origin) {
      parents.push([...origin.parents]);
      keys.push([...origin.keys]);
    }
    return describePath(this.rootName, parents.reverse().flat(), keys.reverse().flat());
  }
}

/** The tag before a container's body; a body of an array or a plain object begins with its own. */
const CONTAINER_TAGS: Readonly<Record<ContainerKind, number>> = {
  plain: tag.TAG_OBJECT,
  array: tag.TAG_ARRAY,
  map: tag.TAG_MAP,
  set: tag.TAG_SET,
  error: tag.TAG_ERROR,
};
