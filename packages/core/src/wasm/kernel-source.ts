import type { WasmSource } from '../module-source.js';
import type { KernelMemory } from './kernel-memory.js';
import { type Area, LentAreas } from './lent-areas.js';
import type { WasmBoot } from './wasm-boot.js';

/** The kernels of a pool, as its workers are started with them. */
export class KernelSource implements WasmSource {
  readonly #boot: Omit<WasmBoot, 'stack'>;
  readonly #memory: KernelMemory | undefined;
  /** Of each worker; 0 where none gets a stack. */
  readonly #stackBytes: number;
  readonly #stacks: LentAreas | undefined;
  /** By the lives of workers: a thread that does not end keeps its stack, whoever has got its place. */
  readonly #lent = new Map<object, Area>();

  constructor(boot: Omit<WasmBoot, 'stack'>, memory?: KernelMemory, stackBytes = 0) {
    this.#boot = boot;
    this.#memory = memory;
    this.#stackBytes = stackBytes;
    if (memory !== undefined && stackBytes > 0) this.#stacks = new LentAreas(memory);
  }

  reserve(workers: number): void {
    this.#stacks?.reserve(workers, this.#stackBytes);
  }

  readonly owns = (buffer: SharedArrayBuffer): boolean => this.#memory?.owns(buffer) === true;

  bootFor(life: object): WasmBoot {
    const stack = this.#stacks?.lend(this.#stackBytes);
    if (stack !== undefined) this.#lent.set(life, stack);
    return { ...this.#boot, stack };
  }

  ended(life: object): void {
    const stack = this.#lent.get(life);
    if (stack === undefined) return;
    this.#lent.delete(life);
    this.#stacks!.takeBack(stack);
  }
}
