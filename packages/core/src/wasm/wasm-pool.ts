import type { SharedArrayValues, TypedArray, TypedArrayConstructor } from '../numeric/shared-array.js';
import { checkObject } from '../option-checks.js';
import { Pool } from '../pool.js';
import { checkOptions, type PoolOptions } from '../pool-options.js';
import type { TaskModule } from '../task-types.js';
import type { KernelMemory } from './kernel-memory.js';
import { type WasmInput, type WasmKernels, wasmKernels } from './wasm-source.js';
import type { WasmMemory, WasmModule } from './webassembly.js';

export interface WasmPoolOptions extends PoolOptions {
  /** The memory that all instances share. Default: a new one, with the limits that the module's import of it tells. */
  readonly memory?: WasmMemory;
  /** Module of JavaScript whose exports are what the kernels import, such as `export const env = { log: Math.log }`. Every worker loads it. */
  readonly imports?: URL | string;
}

/**
 * Runs the exported functions of a WebAssembly module in worker threads. The module is compiled once and instantiated in every worker, all on one shared memory where the
 * module imports one. `M` tells the functions' types as callers see them.
 *
 * Arguments are numbers, bigints, and typed arrays over that memory, which `sharedArray` of the pool makes: the function gets their byte offset. The first array of
 * `mapBlocks`, `reduce` and `scan` is followed by its length.
 *
 * @example
 * ```ts
 * interface Kernels {
 *   axpy(begin: number, end: number, a: number, x: Float64Array, y: Float64Array): void;
 * }
 * const pool = new WasmPool<Kernels>(new URL('./kernels.wasm', import.meta.url));
 * const x = pool.sharedArray(Float64Array, 1_000_000);
 * const y = pool.sharedArray(Float64Array, 1_000_000);
 * await pool.parallelFor('axpy', { end: x.length }, [2, x, y]);
 * ```
 */
export class WasmPool<M extends object = TaskModule> extends Pool<M> {
  readonly #kernels: WasmKernels;

  /**
   * Takes the binary, the URL of a file that holds it, or a compiled module; one that is compiled and imports a memory needs the option `memory`. Throws what `Pool` throws,
   * `WebAssembly.CompileError`, and `TypeError` for a module that cannot share its memory.
   */
  constructor(module: WasmInput, options: WasmPoolOptions = {}) {
    checkObject('`options`', options);
    const { memory, imports, ...poolOptions } = options;
    const kernels = wasmKernels(module, { memory, imports, workers: checkOptions(poolOptions).workers });
    // What users give `Pool` is told by its type; this is what it makes of it.
    super(kernels.source as unknown as URL, poolOptions);
    this.#kernels = kernels;
  }

  /** The module as workers instantiate it, for those who call it here as well. */
  get module(): WasmModule {
    return this.#kernels.module;
  }

  /** The memory that all instances share. Throws `TypeError` where the module imports none. */
  get memory(): WasmMemory {
    return this.#memory.memory;
  }

  /**
   * As `sharedArray` of `ringpool`, in the memory of the kernels, which grows for it: from its length, of zeros, or from its elements. It begins at a multiple of 64 bytes, and
   * lives as long as the memory. Throws `RangeError` when the memory may not grow as far.
   */
  sharedArray<A extends TypedArray>(
    constructor: TypedArrayConstructor<A>,
    lengthOrValues: number | SharedArrayValues<A>,
  ): A {
    return this.#memory.array(constructor, lengthOrValues);
  }

  get #memory(): KernelMemory {
    const { memory } = this.#kernels;
    if (memory !== undefined) return memory;
    throw new TypeError('Expected a module that imports its memory, to share it, got one that imports none.');
  }
}
