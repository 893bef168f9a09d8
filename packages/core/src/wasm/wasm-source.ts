import { readFileSync } from 'node:fs';
import { types } from 'node:util';
import { moduleLocation } from '../module-location.js';
import { ModuleSource } from '../module-source.js';
import { show } from '../option-checks.js';
import { type DataSegment, splitSegments } from './data-segments.js';
import { KernelMemory } from './kernel-memory.js';
import { KernelSource } from './kernel-source.js';
import { type MemoryLimits, memoryImport } from './memory-import.js';
import { stackBytesOf } from './stack-bytes.js';
import { type ExternalName, type WasmMemory, type WasmModule, webAssembly } from './webassembly.js';

/** Kernels as they are given: the binary, its URL, or the compiled module. */
export type WasmInput = URL | ArrayBufferView | ArrayBufferLike | WasmModule;

/** Kernels that are ready to be instantiated by workers. */
export interface WasmKernels {
  readonly source: ModuleSource;
  readonly module: WasmModule;
  readonly memory: KernelMemory | undefined;
}

interface Given {
  readonly memory: WasmMemory | undefined;
  readonly imports: URL | string | undefined;
  readonly stackBytes: number | undefined;
}

type WebAssembly = NonNullable<typeof webAssembly>;

/** Compiles a module, makes its memory and puts its data there. Throws `TypeError` for what workers could not instantiate, and what compiling and reading throw. */
export function wasmKernels(input: WasmInput, given: Given): WasmKernels {
  const wasm = requireWebAssembly();
  const bytes = binaryOf(input);
  const compiled = bytes === undefined ? checkModule(input, wasm) : new wasm.Module(bytes);
  const names = wasm.Module.imports(compiled);
  const memoryName = theMemory(names);
  const imports = checkImports(names, given.imports);
  const stackBytes = stackBytesOf(wasm.Module.exports(compiled), given.stackBytes);
  const location = input instanceof URL ? input.href : 'wasm:';
  if (memoryName === undefined) {
    refuseForMemory(given);
    const source = new KernelSource({ module: compiled, memory: undefined, imports });
    return { source: new ModuleSource(location, source), module: compiled, memory: undefined };
  }
  const memory = new KernelMemory(
    given.memory === undefined ? newMemory(bytes, wasm) : checkMemory(given.memory, wasm),
  );
  const module = bytes === undefined ? compiled : withoutSegments(bytes, compiled, memory, wasm);
  const boot = { module, memory: { module: memoryName.module, name: memoryName.name, value: memory.memory }, imports };
  return { source: new ModuleSource(location, new KernelSource(boot, memory, stackBytes)), module, memory };
}

function requireWebAssembly(): WebAssembly {
  if (webAssembly === undefined) throw new Error('Expected a runtime with WebAssembly, got one without.');
  return webAssembly;
}

/** The binary, as bytes of our own; `undefined` for anything else, a compiled module among them. */
function binaryOf(input: unknown): Uint8Array | undefined {
  if (input instanceof URL) return readFileSync(input);
  if (ArrayBuffer.isView(input)) return new Uint8Array(input.buffer, input.byteOffset, input.byteLength).slice();
  return types.isAnyArrayBuffer(input) ? new Uint8Array(input).slice() : undefined;
}

function checkModule(input: unknown, wasm: WebAssembly): WasmModule {
  if (input instanceof wasm.Module) return input;
  throw new TypeError(
    `Expected \`module\` to be a WebAssembly.Module, its bytes, or the URL of a .wasm file, got ${show(input)}.`,
  );
}

function theMemory(names: readonly ExternalName[]): ExternalName | undefined {
  const memories = names.filter(({ kind }) => kind === 'memory');
  if (memories.length <= 1) return memories[0];
  throw new TypeError(`Expected a module that imports at most one memory, got one that imports ${memories.length}.`);
}

/** What is imported besides the memory must come from somewhere: better said here than by every worker. */
function checkImports(names: readonly ExternalName[], imports: URL | string | undefined): string | undefined {
  if (imports !== undefined) return moduleLocation(imports);
  const others = names.filter(({ kind }) => kind !== 'memory');
  if (others.length === 0) return undefined;
  const list = others.map(({ module, name }) => `\`${module}.${name}\``).join(', ');
  throw new TypeError(
    `Expected the option \`imports\`, the URL of a module that exports what the kernels import (${list}), got none.`,
  );
}

function checkMemory(memory: WasmMemory, wasm: WebAssembly): WasmMemory {
  if (!(memory instanceof wasm.Memory) || !(memory.buffer instanceof SharedArrayBuffer)) {
    throw new TypeError(`Expected \`memory\` to be a shared WebAssembly.Memory, got ${show(memory)}.`);
  }
  return memory;
}

function newMemory(bytes: Uint8Array | undefined, wasm: WebAssembly): WasmMemory {
  if (bytes === undefined) {
    throw new TypeError(
      'Expected the option `memory` with a module that is compiled already, because its limits cannot be read any more, got none.',
    );
  }
  const { initial, maximum } = checkLimits(memoryImport(bytes)!);
  return new wasm.Memory({ initial, maximum, shared: true });
}

function checkLimits(limits: MemoryLimits): MemoryLimits & { readonly maximum: number } {
  const { isShared, maximum, is64Bit } = limits;
  if (is64Bit) throw new TypeError('Expected a module whose memory has addresses of 32 bits, got one of 64.');
  if (isShared && maximum !== undefined) return { ...limits, maximum };
  throw new TypeError(
    'Expected a module that imports a shared memory, got one that imports a memory of its own: it is built for one thread.',
  );
}

/** The module whose instances write nothing; what they would have written is written here. */
function withoutSegments(bytes: Uint8Array, compiled: WasmModule, memory: KernelMemory, wasm: WebAssembly): WasmModule {
  const split = splitSegments(bytes);
  for (const segment of split.segments) writeSegment(segment, memory);
  return split.bytes === bytes ? compiled : new wasm.Module(split.bytes);
}

function writeSegment({ offset, bytes }: DataSegment, { buffer }: KernelMemory): void {
  const end = offset + bytes.length;
  if (end > buffer.byteLength) {
    throw new RangeError(
      `Expected data within the memory of the kernels, which has ${buffer.byteLength} bytes, got a segment from ${offset} to ${end}.`,
    );
  }
  new Uint8Array(buffer).set(bytes, offset);
}

/** Throws where an option is of use only with a memory that is shared. */
function refuseForMemory({ memory, stackBytes }: Given): void {
  const option = memory !== undefined ? 'memory' : 'stackBytes';
  if (memory === undefined && stackBytes === undefined) return;
  throw new TypeError(
    `Expected a module that imports its memory, got one that imports none, and the option \`${option}\`.`,
  );
}
