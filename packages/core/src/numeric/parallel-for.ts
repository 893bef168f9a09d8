import { checkNumericOptions, type NumericOptions } from '../call-options.js';
import type { Engine } from '../engine.js';
import { checkArguments } from '../option-checks.js';
import { TaskKind } from '../transport/task-record.js';
import { blockEdges, rangeGrain } from './block-edges.js';
import { NumericCall } from './numeric-call.js';
import { checkRange, type ForRange } from './numeric-options.js';
import { nothing } from './output.js';

/** Runs the kernel `(begin, end, ...args) => void` over all blocks of a range. */
export async function runFor(
  engine: Engine,
  name: string,
  range: ForRange,
  args: readonly unknown[],
  options: NumericOptions,
): Promise<void> {
  const { begin, end, grain = rangeGrain(end - begin) } = checkRange(range);
  checkArguments('args', args);
  checkNumericOptions(options);
  const edges = blockEdges(begin, end, grain);
  const work = { name, edges, args, blocksOfAllPasses: edges.count };
  await NumericCall.run(engine, work, options, (call) => call.overBlocks({ kind: TaskKind.ForBlocks, take: nothing }));
}
