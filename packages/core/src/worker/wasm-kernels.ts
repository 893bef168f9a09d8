import type { SharedBufferTable } from '../transport/shared-registry.js';
import type { WasmBoot } from '../wasm/wasm-boot.js';
import { webAssembly } from '../wasm/webassembly.js';
import { FunctionTable, type TaskFunction } from './function-table.js';
import { kernelTask } from './kernel-task.js';
import { stackPointer, useStack } from './kernel-stack.js';

type Namespace = Readonly<Record<string, unknown>>;

/** The functions of this worker's instance of the module, as tasks call them. `shared` knows which buffers are the memory. */
export async function loadKernels(boot: WasmBoot, shared: SharedBufferTable): Promise<FunctionTable> {
  const imports = boot.imports === undefined ? {} : ((await import(boot.imports)) as Namespace);
  const { exports } = await webAssembly!.instantiate(boot.module, withMemory(imports, boot.memory));
  if (boot.stack !== undefined) useStack(exports, boot.stack);
  const pointer = stackPointer(exports);
  // By any name: `__proto__` is one too.
  const functions = Object.create(null) as Record<string, TaskFunction>;
  for (const [name, kernel] of Object.entries(exports)) {
    if (typeof kernel !== 'function') continue;
    functions[name] = kernelTask({ name, kernel: kernel as TaskFunction, pointer, shared });
  }
  return new FunctionTable(functions);
}

function withMemory(imports: Namespace, memory: WasmBoot['memory']): Namespace {
  if (memory === undefined) return imports;
  const { module, name, value } = memory;
  return withValue(imports, module, withValue(imports[module], name, value));
}

/** An object with one value more. The others are found where they are: a copy would lack what an object has from its class. */
function withValue(values: unknown, name: string, value: unknown): Namespace {
  const base = typeof values === 'object' || typeof values === 'function' ? values : null;
  return Object.create(base, { [name]: { value } }) as Namespace;
}
