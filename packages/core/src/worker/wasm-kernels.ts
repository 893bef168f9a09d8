import { show } from '../option-checks.js';
import type { SharedBufferTable } from '../transport/shared-registry.js';
import { STACK_BYTES, STACK_POINTER, type WasmBoot } from '../wasm/wasm-boot.js';
import { webAssembly } from '../wasm/webassembly.js';
import type { TaskFunction } from './function-table.js';

type Namespace = Readonly<Record<string, unknown>>;
type Exported = (...args: readonly unknown[]) => unknown;

/** The global by which a module shows its stack, where it does. */
type StackPointer = { value: unknown } | undefined;

/** This worker's instance of the module: its functions, as tasks call them. `shared` knows which buffers are the memory. */
export async function loadKernels(
  boot: WasmBoot,
  workerIndex: number,
  shared: SharedBufferTable,
): Promise<Record<string, TaskFunction>> {
  const imports = boot.imports === undefined ? {} : ((await import(boot.imports)) as Namespace);
  const { exports } = await webAssembly!.instantiate(boot.module, withMemory(imports, boot.memory));
  const pointer = stackPointer(exports);
  // Otherwise all workers would have one stack in the memory: each instance begins with the same pointer.
  if (pointer !== undefined && boot.firstStack !== undefined) {
    pointer.value = boot.firstStack + workerIndex * STACK_BYTES;
  }
  const functions: Record<string, TaskFunction> = {};
  for (const [name, value] of Object.entries(exports)) {
    if (typeof value === 'function') functions[name] = kernelTask({ name, kernel: value as Exported, pointer, shared });
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

function stackPointer(exports: Namespace): StackPointer {
  const pointer = exports[STACK_POINTER];
  return pointer instanceof webAssembly!.Global ? pointer : undefined;
}

interface Kernel {
  readonly name: string;
  readonly kernel: Exported;
  readonly pointer: StackPointer;
  readonly shared: SharedBufferTable;
}

/** An exported function that takes arrays for their places in the memory. */
function kernelTask({ name, kernel, pointer, shared }: Kernel): TaskFunction {
  const call = (args: unknown[]): unknown => {
    if (args.length !== kernel.length)
      throw new TypeError(`Expected ${kernel.length} arguments for \`${name}\`, got ${args.length}.`);
    return unwinding(kernel, args, pointer);
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

/** A trap leaves the frames of the functions it ends on the stack in the memory: after many the pointer would lie in other memory. */
function unwinding(kernel: Exported, args: readonly unknown[], pointer: StackPointer): unknown {
  if (pointer === undefined) return kernel(...args);
  const begin = pointer.value;
  try {
    return kernel(...args);
  } catch (error) {
    if (pointer.value !== begin) pointer.value = begin;
    throw error;
  }
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
