import { viewConstructor } from '../codec/view-kind.js';
import { TaskKind } from '../transport/task-record.js';
import type { Spread } from '../worker/chunk.js';
import type { TaskFunction } from '../worker/function-table.js';
import { isThenable, run } from '../worker/run-task.js';
import { arrayPart } from './array-part.js';
import { ARGUMENTS_AT, blockMessage, type BlockMessage, ownArguments } from './block-message.js';
import type { TypedArray } from './shared-array.js';

type NewArray = new (length: number) => TypedArray;

/** Calls a kernel for the block at a place of its record. Returns what travels back. */
type BlockCall = (kernel: TaskFunction, message: BlockMessage, place: number, values: ArrayLike<unknown>) => unknown;

/** How the blocks of a record of this kind become calls of the kernel. */
export function spreadBlocks(kind: number): Spread {
  const call = CALLS[kind]!;
  if (kind === TaskKind.ForBlocks) return (kernel, values, place) => call(kernel, blockMessage(values), place, values);
  return (kernel, values, place) => call(kernel.ofBlock ?? kernel, blockMessage(values), place, values);
}

const callFor: BlockCall = (kernel, message, place, values) => {
  const result = run(kernel, withArguments([beginOf(message, place), endOf(message, place)], values));
  return after(result, undefined);
};

const callMap: BlockCall = (kernel, message, place, values) => {
  const output = outputOf(message, place);
  const result = run(kernel, withArguments([inputOf(message, place), beginOf(message, place), output], values));
  return after(result, message.output === undefined ? output : undefined);
};

const callReduce: BlockCall = (kernel, message, place, values) =>
  run(kernel, withArguments([inputOf(message, place), beginOf(message, place)], values));

const callTotal: BlockCall = (kernel, message, place, values) =>
  run(kernel, withArguments([inputOf(message, place), outputOf(message, place), undefined], values));

const callScan: BlockCall = (kernel, message, place, values) => {
  const output = outputOf(message, place);
  const result = run(kernel, withArguments([inputOf(message, place), output, message.carries![place]], values));
  return after(result, message.output === undefined ? output : undefined);
};

const CALLS: Readonly<Record<number, BlockCall>> = {
  [TaskKind.ForBlocks]: callFor,
  [TaskKind.MapBlocks]: callMap,
  [TaskKind.ReduceBlocks]: callReduce,
  [TaskKind.ScanTotals]: callTotal,
  [TaskKind.ScanBlocks]: callScan,
};

function beginOf({ firstBegin, grain }: BlockMessage, place: number): number {
  return firstBegin + place * grain;
}

function endOf(message: BlockMessage, place: number): number {
  const end = beginOf(message, place) + message.grain;
  return end < message.end ? end : message.end;
}

function inputOf(message: BlockMessage, place: number): TypedArray {
  const { inputBegin } = message;
  const input = message.input as TypedArray;
  return arrayPart(input, beginOf(message, place) - inputBegin, endOf(message, place) - inputBegin);
}

/** Where the block's results go: into the shared output, or into an array of its own, which travels back or is dropped. */
function outputOf(message: BlockMessage, place: number): TypedArray {
  const begin = beginOf(message, place);
  const end = endOf(message, place);
  if (message.output !== undefined) return arrayPart(message.output as TypedArray, begin, end);
  return new (viewConstructor(message.outputKind) as unknown as NewArray)(end - begin);
}

/** `value` once the kernel is through. */
function after(result: unknown, value: unknown): unknown {
  return isThenable(result) ? afterPromise(result, value) : value;
}

async function afterPromise(result: PromiseLike<unknown>, value: unknown): Promise<unknown> {
  await result;
  return value;
}

/** What a kernel is given first, and the user's arguments. No spread: it asks the array for its iterator, which a task could have replaced. */
function withArguments(first: unknown[], values: ArrayLike<unknown>): unknown[] {
  const own = ownArguments(values)?.();
  const args = own ?? values;
  for (let index = own === undefined ? ARGUMENTS_AT : 0; index < args.length; index += 1)
    first[first.length] = args[index];
  return first;
}
