/** `ringpool/wasm`: pools that run the functions of WebAssembly modules. */
export { WasmPool, type WasmPoolOptions } from './wasm-pool.js';
export type { WasmInput } from './wasm-source.js';
export type { WasmMemory, WasmModule } from './webassembly.js';
