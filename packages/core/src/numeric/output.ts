import { viewKindOf } from '../codec/view-kind.js';
import { checkLength, checkOverlap, isShared, outputLike } from './array-checks.js';
import { type BlockEdges, blockRange } from './block-edges.js';
import type { TypedArray } from './shared-array.js';

/** Where the results of blocks go, and how they get there: kernels write into shared memory themselves, else into arrays that travel back. */
export interface Output {
  readonly array: TypedArray;
  /** Whether kernels may write there before they know all they need: it is shared, and not the input. */
  readonly isDirect: boolean;
  /** What a pass is told whose output is what the caller wants. */
  filled(edges: BlockEdges): OutputOfPass;
  /** What a pass is told of whose output nothing is wanted. */
  readonly scratch: OutputOfPass;
}

export interface OutputOfPass {
  readonly output?: TypedArray | undefined;
  readonly outputKind: number;
  readonly take?: (block: number, value: unknown) => void;
}

/** The output that was given, or a new one like the input. Throws `TypeError` or `RangeError`. */
export function outputOf(input: TypedArray, given: unknown, retries: number): Output {
  const array = given === undefined ? outputLike(input) : checkLength('output', given, input.length);
  const outputKind = viewKindOf(array);
  const isDirect = checkOverlap(input, array, retries) && isShared(array);
  const shared = { output: array, outputKind };
  return {
    array,
    isDirect,
    filled: (edges) => (isShared(array) ? { ...shared, take: nothing } : { outputKind, take: putIn(array, edges) }),
    scratch: isDirect ? shared : { outputKind },
  };
}

/** Takes the results of blocks that have none. */
export function nothing(): void {}

/** Puts what travelled back into its place. Throws what `checkLength` throws where that is there no more. */
function putIn(array: TypedArray, edges: BlockEdges): (block: number, value: unknown) => void {
  return (block, value) => {
    try {
      array.set(value as never, blockRange(edges, block).begin);
    } catch (error) {
      checkLength('output', array, edges.end);
      throw error;
    }
  };
}
