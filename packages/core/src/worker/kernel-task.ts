import { show } from '../option-checks.js';
import type { SharedBufferTable } from '../transport/shared-registry.js';
import { type WasmGlobal, webAssembly } from '../wasm/webassembly.js';
import type { TaskFunction } from './function-table.js';

/** An exported function, and what its calls need to know of its instance. */
export interface Kernel {
  readonly name: string;
  readonly kernel: TaskFunction;
  /** The global by which a module shows its stack, where it does. */
  readonly pointer: WasmGlobal | undefined;
  readonly shared: SharedBufferTable;
}

/** The number of a kernel's parameter after its block, which stands for two: its place and its length. */
const AFTER_BLOCK = 2;

/** A task that takes arrays for their places in the memory. */
export function kernelTask(kernel: Kernel): TaskFunction {
  const task: TaskFunction = (...args) => call(kernel, plainArguments(kernel, args, 0));
  task.ofBlock = (block, ...args) => {
    const begin = [plainArgument(kernel, block, 0), (block as ArrayLike<unknown>).length];
    // Of those with a block, only the kernel of a scan gets an array next: its output, and then the carry.
    if (ArrayBuffer.isView(args[0])) return scanBlock(kernel, begin, args);
    return call(kernel, [...begin, ...plainArguments(kernel, args, AFTER_BLOCK)]);
  };
  return task;
}

function scanBlock(kernel: Kernel, block: readonly unknown[], [output, carry, ...args]: readonly unknown[]): unknown {
  const before = [...block, plainArgument(kernel, output, AFTER_BLOCK)];
  const after = plainArguments(kernel, args, AFTER_BLOCK + 2);
  const scan = (plainCarry: unknown): unknown => call(kernel, [...before, plainCarry, ...after]);
  const total = carry === undefined ? withoutCarry(scan) : scan(plainArgument(kernel, carry, AFTER_BLOCK + 1));
  // The next block would take it for no carry.
  if (total === undefined)
    throw new TypeError(`Expected \`${kernel.name}\` to give the total of its block, got nothing.`);
  return total;
}

/**
 * Calls with what stands for no carry. WebAssembly makes NaN of `undefined`, or 0 for an `i32`; only an `i64` is refused, with a `TypeError`, before the function begins: that gets 0.
 */
function withoutCarry(scan: (carry: unknown) => unknown): unknown {
  try {
    return scan(undefined);
  } catch (error) {
    if (error instanceof TypeError) return withBigCarry(scan, error);
    throw error;
  }
}

/** A parameter that is no `i64` refuses this in turn: then the first error came from what the function calls. */
function withBigCarry(scan: (carry: unknown) => unknown, first: TypeError): unknown {
  try {
    return scan(0n);
  } catch (error) {
    throw error instanceof TypeError ? first : error;
  }
}

function call({ name, kernel, pointer }: Kernel, args: readonly unknown[]): unknown {
  if (args.length !== kernel.length)
    throw new TypeError(`Expected ${kernel.length} arguments for \`${name}\`, got ${args.length}.`);
  const begin = pointer?.value;
  try {
    return kernel(...args);
  } catch (error) {
    // A trap leaves the frames of the functions it ends on the stack in the memory: after many the pointer would lie in other memory.
    if (pointer?.value !== begin) pointer!.value = begin!;
    throw uncaught(error, name);
  }
}

/** An exception of WebAssembly is no error, and cannot leave its thread. */
function uncaught(error: unknown, name: string): unknown {
  const { Exception, RuntimeError } = webAssembly!;
  if (Exception === undefined || !(error instanceof Exception)) return error;
  return new RuntimeError(`Expected \`${name}\` to catch its exceptions, got one of WebAssembly that it did not.`);
}

function plainArguments(kernel: Kernel, args: readonly unknown[], firstIndex: number): unknown[] {
  return args.map((value, index) => plainArgument(kernel, value, firstIndex + index));
}

/** A number, or the byte offset of an array. */
function plainArgument({ name, shared }: Kernel, value: unknown, index: number): unknown {
  if (typeof value === 'number' || typeof value === 'bigint') return value;
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
