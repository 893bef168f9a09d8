/** What we use of WebAssembly: the types of Node do not tell of it. */

/** A `WebAssembly.Memory`. */
export interface WasmMemory {
  readonly buffer: ArrayBufferLike;
  grow(pages: number): number;
}

/** A `WebAssembly.Global` of a number. */
export interface WasmGlobal {
  value: number;
}

/** A `WebAssembly.Module`. */
export type WasmModule = object;

/** What a module imports or exports. */
export interface ExternalName {
  /** Of imports only: the first of their two names. */
  readonly module: string;
  readonly name: string;
  readonly kind: 'function' | 'table' | 'memory' | 'global' | 'tag';
}

interface ModuleClass {
  new (bytes: BufferSource): WasmModule;
  imports(module: WasmModule): ExternalName[];
  exports(module: WasmModule): ExternalName[];
}

type BufferSource = ArrayBufferView | ArrayBufferLike;

type ImportValues = Readonly<Record<string, unknown>>;

interface WebAssemblyNamespace {
  readonly Module: ModuleClass;
  readonly Memory: new (limits: { initial: number; maximum: number; shared: true }) => WasmMemory;
  readonly Global: abstract new () => WasmGlobal;
  readonly instantiate: (
    module: WasmModule,
    imports: ImportValues,
  ) => Promise<{ readonly exports: Readonly<Record<string, unknown>> }>;
  /** What a function throws that does not trap; not in all runtimes. */
  readonly Exception?: abstract new () => object;
  readonly RuntimeError: ErrorClass;
  readonly LinkError: ErrorClass;
  readonly CompileError: ErrorClass;
}

type ErrorClass = new (message?: string) => Error;

/** Absent where the runtime was started without it. */
export const webAssembly: WebAssemblyNamespace | undefined = (globalThis as { WebAssembly?: WebAssemblyNamespace })
  .WebAssembly;

/** Bytes of a page of memory, which grows by pages. */
export const PAGE_BYTES = 65_536;
