import { elementBytes, viewKindOf } from '../codec/view-kind.js';
import type { Engine } from '../engine.js';
import { failItems, type Job } from '../job-table.js';
import type { ChunkSource } from '../map-feeder.js';
import { MAX_BLOCKS } from '../transport/task-record.js';
import { checkLength, isShared } from './array-checks.js';
import { arrayPart } from './array-part.js';
import type { BlockArguments } from './block-arguments.js';
import { type BlockEdges, blockRange } from './block-edges.js';
import { blockValues } from './block-message.js';
import type { TypedArray } from './shared-array.js';

/** The most bytes of an array that is copied in one message: so much lies in memory twice for each message under way. */
const MOST_COPIED_BYTES = 4 * 1024 * 1024;

/** Blocks are alike, more than tasks are: fewer messages even them out, and workers have more ahead while the main thread sleeps. */
export const MESSAGES_PER_WORKER = 2;

/** What is done with which blocks. */
export interface BlockWork {
  /** One of the kinds of `TaskKind` that are of blocks. */
  readonly kind: number;
  readonly functionId: number;
  readonly edges: BlockEdges;
  /** The block that is the first item of the job: those before it are not run. */
  readonly firstBlock: number;
  /** How many are run. */
  readonly count: number;
  readonly args: BlockArguments;
  readonly input?: TypedArray | undefined;
  /** Where kernels write, if that is shared memory. */
  readonly output?: TypedArray | undefined;
  /** The class of outputs otherwise. */
  readonly outputKind?: number;
  /** By block. */
  readonly carries?: readonly unknown[] | undefined;
}

/** Sends blocks: a shared array by reference with each message, of any other the part that the message's blocks need. */
export function blockSource(engine: Engine, work: BlockWork): ChunkSource {
  const pass = engine.blockStatistics.nextPass();
  return {
    length: work.count,
    mostItems: mostBlocks(work),
    chunksPerWorker: MESSAGES_PER_WORKER,
    isLight: copiedInput(work) === undefined,
    send: (job, firstItem, count) => sendBlocks(engine, work, pass, job, firstItem, count),
  };
}

function sendBlocks(engine: Engine, work: BlockWork, pass: number, job: Job, firstItem: number, count: number): void {
  let values: unknown[];
  try {
    values = valuesOf(work, pass, work.firstBlock + firstItem, count);
  } catch (error) {
    // The input may have been moved away, or made shorter or longer, since the call began.
    return failItems(job, firstItem, count, () => error);
  }
  engine.blockStatistics.messageSent(count);
  engine.sendItems(job, work.functionId, work.kind, { firstItem, count, values });
}

/** What the record of `count` blocks from `first` on holds. Throws where the input is not as long any more. */
function valuesOf(work: BlockWork, pass: number, first: number, count: number): unknown[] {
  const { edges, carries, input, outputKind = 0 } = work;
  const { begin } = blockRange(edges, first);
  const { end } = blockRange(edges, first + count - 1);
  const copied = copiedInput(work);
  if (copied !== undefined) checkLength('input', copied, edges.end);
  const shape = [begin, end, edges.grain, copied === undefined ? 0 : begin, outputKind, pass];
  const part = copied === undefined ? input : arrayPart(copied, begin, end);
  return blockValues(shape, part, work.output, carries?.slice(first, first + count), work.args);
}

function mostBlocks(work: BlockWork): number {
  const copied = copiedInput(work);
  if (copied === undefined) return MAX_BLOCKS;
  const blockBytes = work.edges.grain * elementBytes(viewKindOf(copied));
  return Math.min(MAX_BLOCKS, Math.max(1, Math.floor(MOST_COPIED_BYTES / blockBytes)));
}

/** The input, where its blocks travel by value. */
function copiedInput({ input }: BlockWork): TypedArray | undefined {
  return input === undefined || isShared(input) ? undefined : input;
}
