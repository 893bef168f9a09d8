import { checkInteger } from '../option-checks.js';
import { INIT_THREAD_LOCALS, STACK_POINTER } from './wasm-boot.js';
import type { ExternalName } from './webassembly.js';

/** As many as the linker of LLVM gives. */
const DEFAULT_STACK_BYTES = 65_536;

/** Compiled code counts on stacks that begin at multiples of it. */
const STACK_ALIGNMENT = 16;

const MIN_STACK_BYTES = 1024;
const MAX_STACK_BYTES = 2 ** 30;

/** Bytes of each worker's stack in the memory; 0 for a module that shows none. Throws `TypeError` or `RangeError`. */
export function stackBytesOf(exports: readonly ExternalName[], given: number | undefined): number {
  const stackBytes = checkStackBytes(given ?? DEFAULT_STACK_BYTES);
  if (exports.some(({ name }) => name === STACK_POINTER || name === INIT_THREAD_LOCALS)) return stackBytes;
  if (given === undefined) return 0;
  throw new TypeError(
    `Expected a module that exports \`${STACK_POINTER}\`, to give it stacks of \`stackBytes\`, got one that does not.`,
  );
}

function checkStackBytes(value: number): number {
  const stackBytes = checkInteger('stackBytes', value, MIN_STACK_BYTES, MAX_STACK_BYTES);
  if (stackBytes % STACK_ALIGNMENT === 0) return stackBytes;
  throw new RangeError(`Expected \`stackBytes\` to be a multiple of ${STACK_ALIGNMENT}, got ${stackBytes}.`);
}
