import { viewKindOf } from '../codec/view-kind.js';
import type { NumericOptions } from '../call-options.js';
import type { Engine } from '../engine.js';
import { TaskKind } from '../transport/task-record.js';
import { checkInput, checkOutput, checkOverlap, isShared, outputLike } from './array-checks.js';
import { arrayGrain, blockEdges, blockRange } from './block-edges.js';
import { NumericCall } from './numeric-call.js';
import { type BlockWork, checkWork } from './numeric-options.js';
import type { TypedArray } from './shared-array.js';

const KEYS: ReadonlySet<string> = new Set(['output', 'grain', 'args']);

/** Runs the kernel `(block, offset, output, ...args) => void` over all blocks of an array; `output` is the block's place in the result. */
export async function runMapBlocks(
  engine: Engine,
  name: string,
  given: unknown,
  work: BlockWork,
  options: NumericOptions,
): Promise<TypedArray> {
  checkWork(work, KEYS, options);
  const input = checkInput(given);
  const output = work.output === undefined ? outputLike(input) : checkOutput(work.output, input.length);
  checkOverlap(input, output, engine.options.retries);
  const edges = blockEdges(0, input.length, work.grain ?? arrayGrain(input.length));
  const call = { name, edges, args: work.args ?? [], blocksOfAllPasses: edges.count };
  const place = isShared(output)
    ? { output }
    : {
        outputKind: viewKindOf(output),
        keep: (block: number, value: unknown) => output.set(value as never, blockRange(edges, block).begin),
      };
  await NumericCall.run(engine, call, options, (passes) =>
    passes.overBlocks({ kind: TaskKind.MapBlocks, input, ...place }),
  );
  return output;
}
