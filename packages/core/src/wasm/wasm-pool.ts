import type { NumericOptions } from '../call-options.js';
import type {
  KernelInput,
  MapKernel,
  MapOutput,
  MapWork,
  ReduceKernel,
  ReduceWork,
  Rest,
  ScanKernel,
  ScanOutput,
  ScanWork,
} from '../numeric/kernel-types.js';
import type { WorkOnArray } from '../numeric/numeric-options.js';
import type { SharedArrayValues, TypedArray, TypedArrayConstructor } from '../numeric/shared-array.js';
import { checkObject } from '../option-checks.js';
import { Pool } from '../pool.js';
import type { PoolOptions } from '../pool-options.js';
import type { TaskModule, TaskResult } from '../task-types.js';
import { arrayLike, isSameArray, kernelArray } from './kernel-array.js';
import type { KernelMemory } from './kernel-memory.js';
import { LentAreas } from './lent-areas.js';
import { type WasmInput, type WasmKernels, wasmKernels } from './wasm-source.js';
import type { WasmMemory, WasmModule } from './webassembly.js';

export interface WasmPoolOptions extends PoolOptions {
  /** The memory that all instances share. Default: a new one, with the limits that the module's import of it tells. */
  readonly memory?: WasmMemory;
  /**
   * Bytes of each worker's stack in the memory, for a module that exports `__stack_pointer`; a multiple of 16 from 1024 to 2³⁰. Thread-local variables take a part of it.
   * Default: 65,536, as the linker of LLVM gives.
   */
  readonly stackBytes?: number;
  /** Module of JavaScript whose exports are what the kernels import, such as `export const env = { log: Math.log }`. Every worker loads it. */
  readonly imports?: URL | string;
}

/** Where the work of a call may name an output, it must. */
type NeedsOutput<O> = readonly [work: { readonly output: O }, ...options: unknown[]];

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
  /** What scans need that write into their input. */
  #spares: LentAreas | undefined;

  /**
   * Takes the binary, the URL of a file that holds it, or a compiled module; one that is compiled and imports a memory needs the option `memory`. Throws what `Pool` throws,
   * `WebAssembly.CompileError`, `TypeError` for a module that cannot share its memory, and `RangeError` where that has no room for the workers' stacks.
   */
  constructor(module: WasmInput, options: WasmPoolOptions = {}) {
    checkObject('`options`', options);
    const { memory, imports, stackBytes, ...poolOptions } = options;
    const kernels = wasmKernels(module, { memory, imports, stackBytes });
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

  /** As `mapBlocks` of `Pool`; the output is needed, and lies in the memory like the input: nowhere else can a kernel write. */
  override mapBlocks<K extends MapKernel<M>, I extends KernelInput<M, K>>(
    name: K,
    input: I & TypedArray,
    ...rest: Rest<MapWork<M, K, I>, NumericOptions> & NeedsOutput<MapOutput<M, K>>
  ): Promise<MapOutput<M, K>>;
  override async mapBlocks(name: never, input: unknown, ...rest: never): Promise<unknown> {
    const [work, options] = rest as readonly [work: WorkOnArray, options?: NumericOptions];
    const arrays = this.#arraysOf(input, work);
    const toOutput = [{ ...work, output: arrays.output }, options] as never;
    await super.mapBlocks(name, arrays.input as never, ...toOutput);
    return work.output;
  }

  /** As `reduce` of `Pool`; the input lies in the memory. */
  override reduce<K extends ReduceKernel<M>>(
    name: K,
    input: KernelInput<M, K> & TypedArray,
    work: ReduceWork<M, K>,
    options?: NumericOptions,
  ): Promise<TaskResult<M, K>>;
  override async reduce(name: never, input: unknown, work: never, options?: NumericOptions): Promise<unknown> {
    return super.reduce(name, kernelArray(this.#memory, 'input', input) as never, work, options);
  }

  /**
   * As `scan` of `Pool`; the output is needed, and lies in the memory like the input. Where it is the input, the results are first written elsewhere in the memory, and
   * copied at the end.
   */
  override scan<K extends ScanKernel<M>, I extends KernelInput<M, K>>(
    name: K,
    input: I & TypedArray,
    work: ScanWork<M, K, I> & { readonly output: ScanOutput<M, K> },
    options?: NumericOptions,
  ): Promise<ScanOutput<M, K>>;
  override async scan(name: never, input: unknown, work: WorkOnArray, options?: NumericOptions): Promise<unknown> {
    const arrays = this.#arraysOf(input, work);
    const scanTo = (output: TypedArray): Promise<unknown> =>
      super.scan(name, arrays.input as never, { ...work, output } as never, options);
    if (isSameArray(arrays.input, arrays.output)) await this.#throughSpare(arrays.output, scanTo);
    else await scanTo(arrays.output);
    return work.output;
  }

  #arraysOf(
    input: unknown,
    work: WorkOnArray | undefined,
  ): { readonly input: TypedArray; readonly output: TypedArray } {
    const memory = this.#memory;
    return { input: kernelArray(memory, 'input', input), output: kernelArray(memory, 'output', work?.output) };
  }

  /** Fills an array by way of a spare one, for what must not be overwritten while it is read. */
  async #throughSpare(array: TypedArray, fill: (spare: TypedArray) => Promise<unknown>): Promise<void> {
    const memory = this.#memory;
    this.#spares ??= new LentAreas(memory);
    const area = this.#spares.lend(array.byteLength);
    try {
      const spare = arrayLike(array, memory, area.byteOffset);
      await fill(spare);
      array.set(spare as never);
    } finally {
      this.#spares.takeBack(area);
    }
  }

  get #memory(): KernelMemory {
    const { memory } = this.#kernels;
    if (memory !== undefined) return memory;
    throw new TypeError('Expected a module that imports its memory, to share it, got one that imports none.');
  }
}
