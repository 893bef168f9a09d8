import type { WasmMemory, WasmModule } from 'ringpool/wasm';

type Exports = Readonly<Record<string, (...args: readonly number[]) => unknown>>;

/** The types of Node do not tell of WebAssembly. */
interface WebAssemblyNamespace {
  readonly Instance: new (module: WasmModule, imports: object) => { readonly exports: Exports };
}
const { WebAssembly: platform } = globalThis as unknown as { WebAssembly: WebAssemblyNamespace };

/** The functions of a module on this thread, on the memory that it has in common with the workers. */
export function instanceHere(module: WasmModule, memory: WasmMemory): Exports {
  return new platform.Instance(module, { env: { memory } }).exports;
}
