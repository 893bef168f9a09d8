/**
 * What a record of blocks holds for all of its blocks, in the order of the list:
 *
 * ```text
 *  [shape, input, output, carries, …the user's arguments]
 *  shape: [begin of the first block, end of the range, grain, begin of the input's part, class of outputs that the worker makes, number of the pass]
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
  readonly pass: number;
  readonly input: unknown;
  readonly output: unknown;
  readonly carries: readonly unknown[] | undefined;
}

const PASS_AT = 5;
const INPUT_AT = 1;
const OUTPUT_AT = 2;
const CARRIES_AT = 3;
export const ARGUMENTS_AT = 4;

/** The values of a record. */
export function blockValues(message: BlockMessage, args: readonly unknown[]): unknown[] {
  const { firstBegin, end, grain, inputBegin, outputKind, pass, input, output, carries } = message;
  return [[firstBegin, end, grain, inputBegin, outputKind, pass], input, output, carries, ...args];
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
    pass: shape[PASS_AT]!,
    input: values[INPUT_AT],
    output: values[OUTPUT_AT],
    carries: values[CARRIES_AT] as readonly unknown[] | undefined,
  };
}

/** Which pass over the blocks of a call a record with these values belongs to. */
export function passOf(values: ArrayLike<unknown>): number {
  return (values[0] as readonly number[])[PASS_AT]!;
}
