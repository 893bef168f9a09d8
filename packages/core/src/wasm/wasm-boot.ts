import type { Area } from './lent-areas.js';
import type { WasmMemory, WasmModule } from './webassembly.js';

/** What a worker needs to make its instance of a module. It is cloned: the module stays compiled, the memory shared. */
export interface WasmBoot {
  readonly module: WasmModule;
  /** Where the module imports a memory: the one of all instances, and by what names it is imported. */
  readonly memory: { readonly module: string; readonly name: string; readonly value: WasmMemory } | undefined;
  /** URL of a module whose exports are the other imports. */
  readonly imports: string | undefined;
  /** The thread's own part of the memory, for its stack; `undefined` for a module that shows no pointer to one. */
  readonly stack: Area | undefined;
}

/** Export by which a module of C, C++ or Rust shows its stack. */
export const STACK_POINTER = '__stack_pointer';

/** Export by which such a module sets up the variables of one thread, and globals that tell how much room they need, and where. */
export const INIT_THREAD_LOCALS = '__wasm_init_tls';
export const THREAD_LOCALS_SIZE = '__tls_size';
export const THREAD_LOCALS_ALIGNMENT = '__tls_align';
