import { moduleLocation } from './module-location.js';
import type { WasmBoot } from './wasm/wasm-boot.js';

/** Compiled kernels in place of a module of JavaScript. */
export interface WasmSource {
  /** There will be so many workers. Throws `RangeError` where there is no room for their stacks. */
  reserve(workers: number): void;
  /** What a worker needs for its instance; `life` is its one life. Throws `RangeError` where there is no room for one more. */
  bootFor(life: object): WasmBoot;
  /** The thread of this life has ended, and does nothing any more. */
  ended(life: object): void;
  /** Whether a buffer is the memory that the instances share. */
  readonly owns: (buffer: SharedArrayBuffer) => boolean;
}

/** Where a pool's functions come from. */
export class ModuleSource {
  /** URL of the module; of kernels that have none, `wasm:`. */
  readonly location: string;
  readonly wasm: WasmSource | undefined;

  constructor(location: string, wasm?: WasmSource) {
    this.location = location;
    this.wasm = wasm;
  }

  /** What a pool was given. Throws `TypeError` for what is neither a URL nor an absolute path nor a package. */
  static of(module: unknown): ModuleSource {
    return module instanceof ModuleSource ? module : new ModuleSource(moduleLocation(module as URL | string));
  }
}
