import {
  type ArrayPlace,
  arrayAt,
  type SharedArrayValues,
  type TypedArray,
  type TypedArrayConstructor,
} from '../numeric/shared-array.js';
import { isSameMemory } from './same-memory.js';
import { PAGE_BYTES, type WasmMemory } from './webassembly.js';

/** Arrays begin at whole cache lines: two workers that write to neighbouring arrays do not disturb each other. */
const ALIGNMENT = 64;

/**
 * The memory that all instances of a module share. What is allocated here is grown at the end: it lies behind all that the module itself uses by then, static data, stack and
 * heap, and what others grow is not given out here.
 */
export class KernelMemory {
  readonly memory: WasmMemory;
  /** Buffers that are known to be this memory: growing makes a new one over it, and arrays over the old ones stay good. */
  readonly #buffers = new WeakSet<ArrayBufferLike>();
  /** Where the next array may begin, and where what was grown ends. */
  #next = 0;
  #end = 0;

  constructor(memory: WasmMemory) {
    this.memory = memory;
    this.#buffers.add(memory.buffer);
  }

  /** As `sharedArray`, in this memory. */
  array<A extends TypedArray>(constructor: TypedArrayConstructor<A>, lengthOrValues: number | SharedArrayValues<A>): A {
    return arrayAt(constructor, lengthOrValues, (byteLength) => this.allocate(byteLength));
  }

  /** Room for so many bytes, all 0. It is never given back. Throws `RangeError` when the memory may not grow as far. */
  allocate(byteLength: number): ArrayPlace {
    let byteOffset = aligned(this.#next);
    if (byteOffset + byteLength > this.#end) {
      this.#grow(byteLength);
      byteOffset = aligned(this.#next);
    }
    this.#next = byteOffset + byteLength;
    return { buffer: this.buffer, byteOffset };
  }

  /** The newest buffer over this memory. */
  get buffer(): SharedArrayBuffer {
    const { buffer } = this.memory;
    this.#buffers.add(buffer);
    return buffer as SharedArrayBuffer;
  }

  /** Whether a buffer is this memory, whoever has grown it since, and whoever made that buffer. */
  owns(buffer: ArrayBufferLike): boolean {
    const newest = this.buffer;
    if (this.#buffers.has(buffer)) return true;
    const isOurs = mayBePages(buffer, newest) && isSameMemory(newest, buffer);
    if (isOurs) this.#buffers.add(buffer);
    return isOurs;
  }

  /** Makes room for so many bytes, behind what is left of the room there was if nobody else has grown the memory meanwhile. */
  #grow(byteLength: number): void {
    const pages = Math.ceil(byteLength / PAGE_BYTES);
    const begin = this.#growBy(pages, byteLength) * PAGE_BYTES;
    if (begin !== this.#end) this.#next = begin;
    this.#end = begin + pages * PAGE_BYTES;
  }

  #growBy(pages: number, byteLength: number): number {
    try {
      return this.memory.grow(pages);
    } catch (cause) {
      const size = this.memory.buffer.byteLength;
      throw new RangeError(
        `Expected room for ${byteLength} more bytes in the memory of the kernels, which has ${size}; got none: its maximum is in the module, or in the option \`memory\`.`,
        { cause },
      );
    }
  }
}

/** An older buffer over a memory is no longer than the newest, and all of them are whole pages: others need no closer look. */
function mayBePages(buffer: ArrayBufferLike, newest: SharedArrayBuffer): boolean {
  return buffer.byteLength % PAGE_BYTES === 0 && buffer.byteLength <= newest.byteLength;
}

function aligned(offset: number): number {
  return Math.ceil(offset / ALIGNMENT) * ALIGNMENT;
}
