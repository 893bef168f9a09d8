/**
 * Shared buffers have names: a number that stands for the buffer in a message once the worker has been given it. The main
 * side hands out the numbers and holds no buffer alive; a worker holds what it was given until it is told to forget.
 */

/** Main side: gives every buffer a number, for as long as somebody else holds the buffer. */
export class SharedRegistry {
  #nextId = 1;
  readonly #isKernelMemory: ((buffer: SharedArrayBuffer) => boolean) | undefined;
  readonly #ids = new WeakMap<SharedArrayBuffer, number>();
  readonly #buffers = new Map<number, WeakRef<SharedArrayBuffer>>();
  readonly #finalizers: FinalizationRegistry<number>;

  /**
   * `onForgotten` is told the number of each buffer that was collected here; workers may then forget it too. Buffers that are the memory of WebAssembly kernels get numbers
   * below 0: a worker cannot see it of a buffer.
   */
  constructor(onForgotten: (id: number) => void, isKernelMemory?: (buffer: SharedArrayBuffer) => boolean) {
    this.#isKernelMemory = isKernelMemory;
    const buffers = this.#buffers;
    this.#finalizers = new FinalizationRegistry((id) => {
      buffers.delete(id);
      onForgotten(id);
    });
  }

  /** The number of this buffer, always the same and never given to another. */
  idOf(buffer: SharedArrayBuffer): number {
    return this.#ids.get(buffer) ?? this.#register(buffer);
  }

  /** The buffer of this number. Throws when it is no longer there, or never was. */
  bufferOf(id: number): SharedArrayBuffer {
    const buffer = this.#buffers.get(id)?.deref();
    if (buffer === undefined) throw new RangeError(`Expected the number of a living shared buffer, got ${id}.`);
    return buffer;
  }

  #register(buffer: SharedArrayBuffer): number {
    const count = this.#nextId++;
    const id = this.#isKernelMemory?.(buffer) ? -count : count;
    this.#ids.set(buffer, id);
    this.#buffers.set(id, new WeakRef(buffer));
    this.#finalizers.register(buffer, id);
    return id;
  }
}

/** Worker side: the buffers this worker was given, by the numbers that the main side chose. */
export class SharedBufferTable {
  readonly #buffers = new Map<number, SharedArrayBuffer>();
  /** Those that are memory of the pool's WebAssembly kernels. */
  readonly #kernelMemories = new WeakSet<ArrayBufferLike>();
  /** Those that the record in hand names. */
  readonly #named = new Map<SharedArrayBuffer, number>();
  /** Whether there are any: asked for each record. */
  hasNamed = false;

  add(id: number, buffer: SharedArrayBuffer): void {
    this.#buffers.set(id, buffer);
    if (id < 0) this.#kernelMemories.add(buffer);
  }

  /** Lets go of the buffer. A task may still hold it. */
  forget(id: number): void {
    this.#buffers.delete(id);
  }

  /** Whether this buffer is the memory of the pool's WebAssembly kernels. */
  isKernelMemory(buffer: ArrayBufferLike): boolean {
    return this.#kernelMemories.has(buffer);
  }

  /** The buffer of this number. Throws when this worker was not given it. */
  bufferOf(id: number): SharedArrayBuffer {
    const buffer = this.#buffers.get(id);
    if (buffer === undefined) throw new RangeError(`Expected the number of a shared buffer known here, got ${id}.`);
    this.#named.set(buffer, id);
    this.hasNamed = true;
    return buffer;
  }

  /** As `bufferOf`, of memory that the record in hand only lies in. */
  memoryOf(id: number): SharedArrayBuffer | undefined {
    return this.#buffers.get(id);
  }

  /**
   * The number of this buffer, where the record in hand names it: until that record is done, the main side holds the buffer, and its number stays
   * good. Any other buffer travels as itself: its number may be gone when it arrives.
   */
  idOf(buffer: SharedArrayBuffer): number | undefined {
    return this.#named.get(buffer);
  }

  /** The record in hand is done. */
  recordDone(): void {
    this.#named.clear();
    this.hasNamed = false;
  }
}
