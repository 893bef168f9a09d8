import type { Area } from '../wasm/lent-areas.js';
import { INIT_THREAD_LOCALS, STACK_POINTER, THREAD_LOCALS_ALIGNMENT, THREAD_LOCALS_SIZE } from '../wasm/wasm-boot.js';
import { type WasmGlobal, webAssembly } from '../wasm/webassembly.js';

type Namespace = Readonly<Record<string, unknown>>;

/** What stacks begin at a multiple of, and thread-local variables where the module does not tell. */
const ALIGNMENT = 16;

/** The global by which a module shows its stack, where it does. */
export function stackPointer(exports: Namespace): WasmGlobal | undefined {
  return exportedGlobal(exports, STACK_POINTER);
}

/**
 * Gives an instance its thread's own part of the memory: all of them begin with the same stack. Thread-local variables lie at its end, the stack grows downwards from there. Throws
 * `RangeError` where they do not fit.
 */
export function useStack(exports: Namespace, area: Area): void {
  const begin = placeThreadLocals(exports, area);
  const pointer = stackPointer(exports);
  if (pointer !== undefined) pointer.value = multipleBelow(begin, ALIGNMENT);
}

/** Returns where they begin. */
function placeThreadLocals(exports: Namespace, { byteOffset, byteLength }: Area): number {
  const initialize = exports[INIT_THREAD_LOCALS];
  const end = byteOffset + byteLength;
  if (typeof initialize !== 'function') return end;
  const size = exportedGlobal(exports, THREAD_LOCALS_SIZE)?.value;
  if (size === undefined)
    throw new TypeError(
      `Expected a module that exports \`${INIT_THREAD_LOCALS}\` to export \`${THREAD_LOCALS_SIZE}\` too, got one that does not.`,
    );
  const begin = multipleBelow(end - size, exportedGlobal(exports, THREAD_LOCALS_ALIGNMENT)?.value ?? ALIGNMENT);
  if (begin < byteOffset)
    throw new RangeError(
      `Expected \`stackBytes\` of more than ${size}, for thread-local variables, got ${byteLength}.`,
    );
  initialize(begin);
  return begin;
}

function exportedGlobal(exports: Namespace, name: string): WasmGlobal | undefined {
  const global = exports[name];
  return global instanceof webAssembly!.Global ? global : undefined;
}

function multipleBelow(offset: number, alignment: number): number {
  return Math.floor(offset / alignment) * alignment;
}
