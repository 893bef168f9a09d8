import type { NumericOptions } from '../call-options.js';
import type { Engine } from '../engine.js';
import { TaskKind } from '../transport/task-record.js';
import { checkInput } from './array-checks.js';
import { arrayGrain, blockEdges } from './block-edges.js';
import { combined } from './combine.js';
import { combineTree, groupsOf } from './combine-tree.js';
import { NumericCall } from './numeric-call.js';
import { type BlockWork, checkCombine, checkWork } from './numeric-options.js';

const KEYS: ReadonlySet<string> = new Set(['combine', 'initial', 'grain', 'args']);

/** Runs the kernel `(block, offset, ...args) => partial` over all blocks of an array, and combines what they give in a fixed tree. */
export async function runReduce(
  engine: Engine,
  name: string,
  given: unknown,
  work: BlockWork,
  options: NumericOptions,
): Promise<unknown> {
  checkWork(work, KEYS, options);
  const input = checkInput(given);
  const combine = checkCombine(work.combine);
  const hasInitial = work.initial !== undefined;
  if (input.length === 0 && !hasInitial)
    throw new TypeError('Expected `initial` for an empty input, which has nothing to combine, got none.');
  const edges = blockEdges(0, input.length, work.grain ?? arrayGrain(input.length));
  const byName = typeof combine === 'string' ? combine : undefined;
  const call = { name, edges, args: work.args ?? [], combine: byName, blocksOfAllPasses: edges.count };
  return NumericCall.run(engine, call, options, async (passes) => {
    if (edges.count === 0) return work.initial;
    const partials = await passes.overBlocks({ kind: TaskKind.ReduceBlocks, input });
    if (typeof combine === 'string') return combineThere(passes, partials, hasInitial, work.initial);
    const total = combineTree(partials, combine);
    return hasInitial ? combined(combine, work.initial, total) : total;
  });
}

/** In workers, each a branch of the tree at a time. */
async function combineThere(
  passes: NumericCall,
  partials: readonly unknown[],
  hasInitial: boolean,
  initial: unknown,
): Promise<unknown> {
  let values = partials;
  while (values.length > 1) values = await passes.overValues(TaskKind.Combine, groupsOf(values));
  if (!hasInitial) return values[0];
  const [total] = await passes.overValues(TaskKind.Combine, [[initial, values[0]]]);
  return total;
}
