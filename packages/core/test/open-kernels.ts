import { WasmPool, type WasmPoolOptions } from '../dist/wasm/index.js';
import { assembled, KERNELS_WASM } from './assembled.ts';
import { watched } from './open-pools.ts';

/** The types of Node do not tell of WebAssembly. */
interface Wasm {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Memory: new (limits: { initial: number; maximum: number; shared?: boolean }) => {
    readonly buffer: SharedArrayBuffer;
    grow(pages: number): number;
  };
  readonly Instance: new (
    module: object,
    imports: object,
  ) => { readonly exports: Record<string, (...args: unknown[]) => unknown> };
  readonly RuntimeError: ErrorConstructor;
  readonly CompileError: ErrorConstructor;
}
export const { WebAssembly: wasm } = globalThis as unknown as { WebAssembly: Wasm };

/** A pool of two workers, where nothing else is said, that is terminated at the end of its test. */
export function openKernels(options: WasmPoolOptions = {}, binary: Uint8Array = KERNELS_WASM): WasmPool {
  return watched(new WasmPool(binary, { workers: 2, ...options }));
}

/** The same of a module in the text format, and of one worker. */
export function openText(text: string, options: WasmPoolOptions = {}): WasmPool {
  return openKernels({ workers: 1, ...options }, assembled(text));
}

export function counted(length: number): number[] {
  return Array.from({ length }, (_, index) => index);
}
