import type { WasmMemory, WasmModule } from './webassembly.js';

/** What a worker needs to make its instance of a module. It is cloned: the module stays compiled, the memory shared. */
export interface WasmBoot {
  readonly module: WasmModule;
  /** Where the module imports a memory: the one of all instances, and by what names it is imported. */
  readonly memory: { readonly module: string; readonly name: string; readonly value: WasmMemory } | undefined;
  /** URL of a module whose exports are the other imports. */
  readonly imports: string | undefined;
  /** Where the stack of the first worker begins, which grows downwards; `undefined` for a module that shows no pointer to one in memory. */
  readonly firstStack: number | undefined;
}

/** Export by which a module of C, C++ or Rust shows its stack. */
export const STACK_POINTER = '__stack_pointer';

/** Bytes of each worker's stack in the memory: as many as the linker of LLVM gives. */
export const STACK_BYTES = 65_536;
