import { moduleLocation } from './module-location.js';
import type { WasmBoot } from './wasm/wasm-boot.js';

/** Compiled kernels in place of a module of JavaScript. */
export interface WasmSource {
  /** What each worker needs for its instance. */
  readonly boot: WasmBoot;
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
