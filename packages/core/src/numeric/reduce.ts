import type { NumericOptions } from '../call-options.js';
import type { Engine } from '../engine.js';
import { TaskKind } from '../transport/task-record.js';
import { copyOf } from './carries.js';
import { combined } from './combine.js';
import { combineTree, groupsOf } from './combine-tree.js';
import { NumericCall } from './numeric-call.js';
import { checkCombine, checkWork, type WorkOnArray } from './numeric-options.js';

const KEYS: ReadonlySet<string> = new Set(['combine', 'initial', 'grain', 'args']);

/** Runs the kernel `(block, offset, ...args) => partial` over all blocks of an array, and combines what they give in a fixed tree. */
export async function runReduce(
  engine: Engine,
  name: string,
  given: unknown,
  work: WorkOnArray,
  options: NumericOptions,
): Promise<unknown> {
  const { input, edges, args } = checkWork(given, work, KEYS, options);
  const combine = checkCombine(work.combine);
  const { initial } = work;
  if (edges.count === 0 && initial === undefined)
    throw new TypeError('Expected `initial` for an input without elements, got none.');
  const call = { name, edges, args, combine, blocksOfAllPasses: edges.count };
  return NumericCall.run(engine, call, options, async (passes) => {
    if (edges.count === 0) return initial;
    const partials = await passes.overBlocks({ kind: TaskKind.ReduceBlocks, input });
    if (typeof combine === 'string') return combineThere(passes, partials, initial);
    const total = combineTree(partials, combine);
    return initial === undefined ? total : combined(combine, copyOf(initial), total);
  });
}

/** In workers, each a branch of the tree at a time. */
async function combineThere(passes: NumericCall, partials: readonly unknown[], initial: unknown): Promise<unknown> {
  let values = partials;
  while (values.length > 1) values = await passes.overValues(TaskKind.Combine, groupsOf(values));
  if (initial === undefined) return values[0];
  const [total] = await passes.overValues(TaskKind.Combine, [[initial, values[0]]]);
  return total;
}
