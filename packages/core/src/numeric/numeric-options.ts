import { checkNumericOptions, type NumericOptions } from '../call-options.js';
import { checkArguments, checkInteger, checkObject, refuseUnknown, show } from '../option-checks.js';
import { wrongName } from '../transport/function-registry.js';
import { checkInput } from './array-checks.js';
import { arrayGrain, type BlockEdges, blockEdges, type BlockRange } from './block-edges.js';
import type { Combine } from './combine.js';
import type { TypedArray } from './shared-array.js';

/** The range of a `parallelFor`, and how it is cut. */
export interface ForRange {
  /** Default: 0. */
  readonly begin?: number;
  readonly end: number;
  /** Steps of a block; follows from the length alone where it is left out. */
  readonly grain?: number;
}

/** How an array is cut, and what its kernel is given besides. */
export interface WorkOnArray {
  /** Elements of a block; follows from the length alone where it is left out. */
  readonly grain?: number;
  /** Further arguments of the kernel. */
  readonly args?: readonly unknown[];
  /** Where the results go. */
  readonly output?: unknown;
  /** Puts two values together: the name of an export, or a function of this thread. */
  readonly combine?: unknown;
  readonly initial?: unknown;
}

const RANGE_KEYS: ReadonlySet<string> = new Set(['begin', 'end', 'grain']);

/** The range and the grain of a `parallelFor`. Throws `TypeError` or `RangeError`. */
export function checkRange(range: ForRange): BlockRange & { readonly grain: number | undefined } {
  checkObject('the range', range);
  refuseUnknown(range, RANGE_KEYS, 'field');
  const begin = checkInteger('begin', range.begin ?? 0, -Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
  // Steps are counted: their number has to be exact, too.
  const end = checkInteger('end', range.end, begin, Math.min(begin, 0) + Number.MAX_SAFE_INTEGER);
  return { begin, end, grain: checkGrain(range.grain) };
}

/** What is to be done with which array, checked. */
export interface CheckedWork {
  readonly input: TypedArray;
  readonly edges: BlockEdges;
  readonly args: readonly unknown[];
}

/** Throws `TypeError` or `RangeError` for what a call cannot have that is given these `keys`. */
export function checkWork(
  input: unknown,
  work: WorkOnArray,
  keys: ReadonlySet<string>,
  options: NumericOptions,
): CheckedWork {
  checkObject('what the call is given', work);
  refuseUnknown(work, keys, 'field');
  const { args = [] } = work;
  const grain = checkGrain(work.grain);
  checkArguments('args', args);
  checkNumericOptions(options);
  const array = checkInput(input);
  return { input: array, edges: blockEdges(0, array.length, grain ?? arrayGrain(array.length)), args };
}

/** The name of an export, or a function. */
export function checkCombine(combine: unknown): string | Combine {
  if (typeof combine === 'function') return combine as Combine;
  const refusal = wrongName(combine);
  if (refusal === undefined) return combine as string;
  throw new TypeError(`Expected \`combine\` to be the name of an export or a function here, got ${show(combine)}.`);
}

/** A grain that is given, which may have to be larger than 1. Throws `TypeError` or `RangeError`. */
export function checkGrain(grain: number | undefined, least = 1): number | undefined {
  return grain === undefined ? undefined : checkInteger('grain', grain, least, Number.MAX_SAFE_INTEGER);
}
