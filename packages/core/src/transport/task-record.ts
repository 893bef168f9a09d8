/**
 * What the main thread writes into a worker's in-ring.
 *
 * ```text
 *  0         4         8            12        16
 *  | kind    | slot    | functionId | skip    | data …
 *  kind: low byte one of TaskKind, the rest the number of arguments or items; SIDE_MESSAGE set: see side-record;
 *        STAGED set: see staged-record;
 *        WATCHED set: the worker says in its control block when an item starts. Of blocks, which are its items, the rest is their
 *        number in its low 16 bits, and above it the number of values that the data hold for all of them
 *  skip: items at the front that are done already, when the rest of a chunk is handed over after a death
 * ```
 */
export const TaskKind = {
  /** One call; the data are its arguments. */
  Call: 1,
  /** A chunk of a map; the data are the items, each the one argument of a call. */
  Map: 2,
  /** A chunk of a map of numbers only; the data are float64 values. */
  MapNumbers: 3,
  /** A chunk of a starmap; the data are the items, each an array of arguments. */
  Starmap: 4,
  /** Blocks of a `parallelFor`; the data are as in `numeric/block-message.ts`. */
  ForBlocks: 5,
  /** Blocks of a `mapBlocks`. */
  MapBlocks: 6,
  /** Blocks of a `reduce`. */
  ReduceBlocks: 7,
  /** Blocks of a `scan` of which only the totals are wanted. */
  ScanTotals: 8,
  /** Blocks of a `scan` whose carries are known. */
  ScanBlocks: 9,
  /** The data are the items, each an array of values that the function combines to one. */
  Combine: 10,
  /** The data are the items, each an array of totals: the function combines them to the carry of each block. */
  Carries: 11,
  /** Tells the name of a function; `functionId` is its number, the data its UTF-8 bytes. */
  DefineFunction: 12,
  /** A message brings shared buffers that later records name by number. */
  AddShared: 13,
  /** Shared buffers that no later record will name: the data are their numbers. */
  ForgetShared: 14,
  /** The worker ends in an orderly way. */
  Retire: 15,
  /** The worker ends by itself, but at once: its finalizer is not run. */
  Leave: 16,
} as const;
export type TaskKind = (typeof TaskKind)[keyof typeof TaskKind];

/** A part of the values, or all, lies in a message on the worker's port, whose number stands in the record. */
export const SIDE_MESSAGE = 0x80;

/** Its items have a time limit, or may be stopped while they run. */
export const WATCHED = 0x40;

/** Its arguments or items lie in shared memory that was lent to it. */
export const STAGED = 0x20;

const KIND_MASK = 0x1f;

export const TASK_HEADER_BYTES = 16;

const COUNT_SHIFT = 8;

/** The most items of a chunk, and arguments of a call. */
export const MAX_ITEMS: number = 2 ** 23 - 1;

const BLOCK_BITS = 16;

/** The most blocks of a record, and the most values that it holds for all of them. */
export const MAX_BLOCKS: number = 2 ** BLOCK_BITS - 1;
export const MAX_BLOCK_VALUES = 127;

/** The count in the header of a record of blocks. */
export function blockRecordCount(blocks: number, values: number): number {
  return blocks | (values << BLOCK_BITS);
}

/** Blocks of a record with such a count. */
export function blocksIn(count: number): number {
  return count & MAX_BLOCKS;
}

/** Values that a record with such a count holds for all of its blocks. */
export function valuesIn(count: number): number {
  return count >>> BLOCK_BITS;
}

/** Whether the items of a record of this kind are blocks. */
export function isOfBlocks(kind: number): boolean {
  return kind >= TaskKind.ForBlocks && kind <= TaskKind.ScanBlocks;
}

/** Whether an encoded record holds blocks. */
export function isRecordOfBlocks(record: Uint8Array): boolean {
  return isOfBlocks(baseKind(record[0]!));
}

/** Writes the header of a record whose payload starts at `offset`. */
export function writeTaskHeader(
  view: DataView,
  offset: number,
  kind: number,
  count: number,
  slot: number,
  functionId: number,
): void {
  view.setInt32(offset, kind | (count << COUNT_SHIFT), true);
  view.setInt32(offset + 4, slot, true);
  view.setInt32(offset + 8, functionId, true);
  view.setInt32(offset + 12, 0, true);
}

/** TaskKind alone. */
export function baseKind(kind: number): number {
  return kind & KIND_MASK;
}

/** TaskKind and perhaps SIDE_MESSAGE and WATCHED. */
export function taskKind(view: DataView, offset: number): number {
  return view.getInt32(offset, true) & 0xff;
}

export function taskCount(view: DataView, offset: number): number {
  return view.getInt32(offset, true) >>> COUNT_SHIFT;
}

export function taskSlot(view: DataView, offset: number): number {
  return view.getInt32(offset + 4, true);
}

export function taskFunction(view: DataView, offset: number): number {
  return view.getInt32(offset + 8, true);
}

export function taskSkip(view: DataView, offset: number): number {
  return view.getInt32(offset + 12, true);
}

/** Leaves out the first `items` of a chunk that is to run elsewhere. */
export function setTaskSkip(view: DataView, offset: number, items: number): void {
  view.setInt32(offset + 12, items, true);
}

/** Whether a record of this kind holds a task of the user, and so has a slot. */
export function isTask(kind: number): boolean {
  return baseKind(kind) <= TaskKind.Carries;
}
