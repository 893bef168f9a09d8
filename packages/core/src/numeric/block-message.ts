import type { EncodedAlone } from '../encode-alone.js';
import type { BlockArguments } from './block-arguments.js';

/**
 * What a record of blocks holds for all of its blocks, in the order of the list:
 *
 * ```text
 *  [shape, input, output, carries, …the user's arguments]
 *  shape: [begin of the first block, end of the range, grain, begin of the input's part, class of outputs that the worker makes, number of the pass,
 *    arguments that are encoded in one value]
 *  input: a shared array, all of it, by reference; of any other the part that the blocks need; `undefined` for a range
 *  output: a shared array; `undefined`: the worker makes the block's own, of that class
 *  carries: of a scan, what each block of the record carries on from
 * ```
 */
export interface BlockMessage {
  readonly firstBegin: number;
  readonly end: number;
  readonly grain: number;
  readonly inputBegin: number;
  readonly outputKind: number;
  readonly input: unknown;
  readonly output: unknown;
  readonly carries: readonly unknown[] | undefined;
}

const INPUT_AT = 1;
const OUTPUT_AT = 2;
export const CARRIES_AT = 3;
export const ARGUMENTS_AT = 4;

/** Of the shape. */
const PASS_AT = 5;
const ENCODED_AT = 6;

/** Makes a block's own arguments. */
type OwnArguments = () => readonly unknown[];

/** The values of a record; `shape` without its last number. */
export function blockValues(
  shape: readonly number[],
  input: unknown,
  output: unknown,
  carries: readonly unknown[] | undefined,
  args: BlockArguments,
): unknown[] {
  return [[...shape, args.encoded], input, output, carries, ...args.values];
}

/** Arguments that came encoded are replaced, in the worker, by what decodes them: `decode`, which is told their number. */
export function withOwnArguments(
  values: unknown[],
  decode: (encoded: EncodedAlone, count: number) => readonly unknown[],
): unknown[] {
  const count = (values[0] as readonly number[])[ENCODED_AT]!;
  if (count === 0) return values;
  const encoded = values[ARGUMENTS_AT] as EncodedAlone;
  values[ARGUMENTS_AT] = (): readonly unknown[] => decode(encoded, count);
  return values;
}

/** What makes a block's own arguments; `undefined` where those behind `ARGUMENTS_AT` are for all. A value that travelled is no function. */
export function ownArguments(values: ArrayLike<unknown>): OwnArguments | undefined {
  const first = values[ARGUMENTS_AT];
  return typeof first === 'function' ? (first as OwnArguments) : undefined;
}

/** Reads the values back. Without a call that a task could have replaced. */
export function blockMessage(values: ArrayLike<unknown>): BlockMessage {
  const shape = values[0] as readonly number[];
  return {
    firstBegin: shape[0]!,
    end: shape[1]!,
    grain: shape[2]!,
    inputBegin: shape[3]!,
    outputKind: shape[4]!,
    input: values[INPUT_AT],
    output: values[OUTPUT_AT],
    carries: values[CARRIES_AT] as readonly unknown[] | undefined,
  };
}

/** Which pass over the blocks of a call a record with these values belongs to. */
export function passOf(values: ArrayLike<unknown>): number {
  return (values[0] as readonly number[])[PASS_AT]!;
}
