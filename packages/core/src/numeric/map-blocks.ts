import type { NumericOptions } from '../call-options.js';
import type { Engine } from '../engine.js';
import { TaskKind } from '../transport/task-record.js';
import { NumericCall } from './numeric-call.js';
import { checkWork, type WorkOnArray } from './numeric-options.js';
import { outputOf } from './output.js';
import type { TypedArray } from './shared-array.js';

const KEYS: ReadonlySet<string> = new Set(['output', 'grain', 'args']);

/** Runs the kernel `(block, offset, output, ...args) => void` over all blocks of an array; `output` is the block's place in the result. */
export async function runMapBlocks(
  engine: Engine,
  name: string,
  given: unknown,
  work: WorkOnArray,
  options: NumericOptions,
): Promise<TypedArray> {
  const { input, edges, args } = checkWork(given, work, KEYS, options);
  const output = outputOf(input, work.output, engine.options.retries);
  const call = { name, edges, args, blocksOfAllPasses: edges.count };
  await NumericCall.run(engine, call, options, (passes) =>
    passes.overBlocks({ kind: TaskKind.MapBlocks, input, ...output.filled(edges) }),
  );
  return output.array;
}
