import { viewKindOf } from '../codec/view-kind.js';
import type { NumericOptions } from '../call-options.js';
import type { Engine } from '../engine.js';
import { TaskKind } from '../transport/task-record.js';
import { checkInput, checkOutput, checkOverlap, isShared, outputLike } from './array-checks.js';
import { arrayGrain, blockEdges, blockRange } from './block-edges.js';
import { carriesOf } from './carries.js';
import { NumericCall } from './numeric-call.js';
import { type BlockWork, checkCombine, checkWork } from './numeric-options.js';
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
  work: BlockWork,
  options: NumericOptions,
): Promise<TypedArray> {
  checkWork(work, KEYS, options);
  const input = checkInput(given);
  const combine = checkCombine(work.combine);
  const output = work.output === undefined ? outputLike(input) : checkOutput(work.output, input.length);
  const isApart = checkOverlap(input, output, engine.options.retries) === 'apart';
  const edges = blockEdges(0, input.length, work.grain ?? arrayGrain(input.length));
  const outputKind = viewKindOf(output);
  const keep = (block: number, value: unknown): void => output.set(value as never, blockRange(edges, block).begin);
  const place = isShared(output) ? { output } : { keep };
  // Then the first pass may write there, and what it writes for the first block stays.
  const isDirect = isShared(output) && isApart;
  const totals = Math.max(0, edges.count - 1);
  const firstBlock = isDirect && totals > 0 ? 1 : 0;
  const byName = typeof combine === 'string' ? combine : undefined;
  const call = {
    name,
    edges,
    args: work.args ?? [],
    combine: byName,
    blocksOfAllPasses: totals + edges.count - firstBlock,
  };
  await NumericCall.run(engine, call, options, async (passes) => {
    const found = await passes.overBlocks({
      kind: TaskKind.ScanTotals,
      count: totals,
      input,
      outputKind,
      output: isDirect ? output : undefined,
    });
    const carries = typeof combine === 'string' ? await carriesThere(passes, found) : carriesOf(found, combine);
    await passes.overBlocks({ kind: TaskKind.ScanBlocks, firstBlock, input, outputKind, carries, ...place });
  });
  return output;
}

async function carriesThere(passes: NumericCall, totals: unknown[]): Promise<readonly unknown[]> {
  if (totals.length < 2) return carriesOf(totals, (left) => left);
  const [carries] = await passes.overValues(TaskKind.Carries, [totals]);
  return carries as readonly unknown[];
}
