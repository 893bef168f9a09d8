import type { NumericOptions } from '../call-options.js';
import type { Engine } from '../engine.js';
import { TaskKind } from '../transport/task-record.js';
import { carriesOf } from './carries.js';
import type { Combine } from './combine.js';
import { NumericCall } from './numeric-call.js';
import { checkCombine, checkWork, type WorkOnArray } from './numeric-options.js';
import { outputOf } from './output.js';
import type { TypedArray } from './shared-array.js';

const KEYS: ReadonlySet<string> = new Set(['combine', 'output', 'grain', 'args']);

/**
 * Runs the kernel `(block, output, carry, ...args) => total` over all blocks of an array, twice: first without a carry, for the totals of all blocks but the last; then
 * each with what the totals of those before it combine to.
 */
export async function runScan(
  engine: Engine,
  name: string,
  given: unknown,
  work: WorkOnArray,
  options: NumericOptions,
): Promise<TypedArray> {
  const { input, edges, args } = checkWork(given, work, KEYS, options);
  const combine = checkCombine(work.combine);
  const output = outputOf(input, work.output, engine.options.retries);
  const count = Math.max(0, edges.count - 1);
  // Where the first pass may write into the output itself, what it writes for the first block stays: that carries on from nothing.
  const firstBlock = output.isDirect && count > 0 ? 1 : 0;
  const blocksOfAllPasses = count + edges.count - firstBlock;
  const call = { name, edges, args, combine, blocksOfAllPasses };
  await NumericCall.run(engine, call, options, async (passes) => {
    const totals = await passes.overBlocks({ kind: TaskKind.ScanTotals, count, input, ...output.scratch });
    const carries = await carriesFor(passes, totals, combine);
    await passes.overBlocks({ kind: TaskKind.ScanBlocks, firstBlock, input, carries, ...output.filled(edges) });
  });
  return output.array;
}

async function carriesFor(
  passes: NumericCall,
  totals: unknown[],
  combine: string | Combine,
): Promise<readonly unknown[]> {
  if (typeof combine === 'function') return carriesOf(totals, combine);
  // One total is the second block's carry as it is.
  if (totals.length < 2) return [undefined, ...totals];
  const [carries] = await passes.overValues(TaskKind.Carries, [totals]);
  return carries as readonly unknown[];
}
