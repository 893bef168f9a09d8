import { show } from '../option-checks.js';
import type { SharedBufferTable } from '../transport/shared-registry.js';
import { STACK_BYTES, STACK_POINTER, type WasmBoot } from '../wasm/wasm-boot.js';
import { webAssembly } from '../wasm/webassembly.js';
import type { TaskFunction } from './function-table.js';

type Namespace = Readonly<Record<string, unknown>>;
type Exported = (...args: readonly unknown[]) => unknown;

/** This worker's instance of the module: its functions, as tasks call them. `shared` knows which buffers are the memory. */
export async function loadKernels(
  boot: WasmBoot,
  workerIndex: number,
  shared: SharedBufferTable,
): Promise<Record<string, TaskFunction>> {
  const imports = boot.imports === undefined ? {} : ((await import(boot.imports)) as Namespace);
  const { exports } = await webAssembly!.instantiate(boot.module, withMemory(imports, boot.memory));
  if (boot.firstStack !== undefined) setStack(exports, boot.firstStack + workerIndex * STACK_BYTES);
  const functions: Record<string, TaskFunction> = {};
  for (const [name, value] of Object.entries(exports)) {
    if (typeof value === 'function') functions[name] = kernelTask(name, value as Exported, shared);
  }
  return functions;
}

function withMemory(imports: Namespace, memory: WasmBoot['memory']): Record<string, Namespace> {
  const all: Record<string, Namespace> = {};
  for (const [module, values] of Object.entries(imports)) {
    if (typeof values === 'object' && values !== null) all[module] = values as Namespace;
  }
  if (memory === undefined) return all;
  return { ...all, [memory.module]: { ...all[memory.module], [memory.name]: memory.value } };
}

/** Otherwise all workers would have one stack in the memory: each instance begins with the same pointer. */
function setStack(exports: Namespace, begin: number): void {
  const pointer = exports[STACK_POINTER];
  if (pointer instanceof webAssembly!.Global) pointer.value = begin;
}

/** An exported function that takes arrays for their places in the memory. */
function kernelTask(name: string, kernel: Exported, shared: SharedBufferTable): TaskFunction {
  const call = (args: unknown[]): unknown => {
    if (args.length !== kernel.length)
      throw new TypeError(`Expected ${kernel.length} arguments for \`${name}\`, got ${args.length}.`);
    return kernel(...args);
  };
  const plain = (value: unknown, index: number): unknown => plainArgument(value, index, name, shared);
  const task: TaskFunction = (...args) => call(args.map(plain));
  task.ofBlock = (block, ...args) =>
    call([
      plain(block, 0),
      (block as ArrayLike<unknown>).length,
      ...args.map((value, index) => plain(value, index + 1)),
    ]);
  return task;
}

/** A number, or the byte offset of an array. `undefined` is the carry of a first pass. */
function plainArgument(value: unknown, index: number, name: string, shared: SharedBufferTable): unknown {
  if (typeof value === 'number' || typeof value === 'bigint' || value === undefined) return value;
  if (ArrayBuffer.isView(value)) {
    if (shared.isKernelMemory(value.buffer)) return value.byteOffset;
    throw new TypeError(
      `Expected argument ${index} of \`${name}\` to lie in the memory of the kernels, where \`pool.sharedArray\` makes arrays; got one that lies elsewhere.`,
    );
  }
  throw new TypeError(
    `Expected argument ${index} of \`${name}\` to be a number, a bigint or a typed array, got ${show(value)}.`,
  );
}
