import { combineTree } from '../numeric/combine-tree.js';
import { carriesOf } from '../numeric/carries.js';
import { spreadBlocks } from '../numeric/block-spread.js';
import {
  baseKind,
  blocksIn,
  isOfBlocks,
  taskCount,
  taskFunction,
  TaskKind,
  taskSkip,
  taskSlot,
  WATCHED,
} from '../transport/task-record.js';
import type { TaskFunction } from './function-table.js';
import { run } from './run-task.js';

/** Calls a function for item `index` of a chunk. */
export type Spread = (task: TaskFunction, items: Items, index: number) => unknown;

export type Items = readonly unknown[] | Float64Array;

/** A record whose items are being run, over promises and turns of the event loop. */
export interface Chunk {
  readonly slot: number;
  readonly functionId: number;
  /** Where its record starts, which names it: its bytes must stay in the ring until its last item is done. */
  readonly startPosition: number;
  readonly isWatched: boolean;
  readonly spread: Spread;
  /** One call is a chunk of one item, its arguments are the items. */
  readonly isCall: boolean;
  /** Whether its items are blocks. */
  readonly isOfBlocks: boolean;
  /** How many items there are, those that are done elsewhere included. */
  readonly count: number;
  items: Items;
  /** The next item to run. */
  next: number;
  /** Where items run side by side: how many have started and are awaited, and whether the rest is not wanted any more. */
  awaited: number;
  isStopped: boolean;
  /** The chunk that was opened after this one. */
  newer: Chunk | undefined;
}

const NO_ITEMS: readonly never[] = [];

/** The chunk that the header of a record tells of, which stands at `offset`; its items are not read yet. */
export function chunkAt(view: DataView, offset: number, kind: number, startPosition: number): Chunk {
  const base = baseKind(kind);
  const isCall = base === TaskKind.Call;
  return {
    slot: taskSlot(view, offset),
    functionId: taskFunction(view, offset),
    startPosition,
    isWatched: (kind & WATCHED) !== 0,
    spread: spreadFor(base),
    isCall,
    isOfBlocks: isOfBlocks(base),
    count: itemCount(base, taskCount(view, offset)),
    items: NO_ITEMS,
    next: taskSkip(view, offset),
    awaited: 0,
    isStopped: false,
    newer: undefined,
  };
}

function itemCount(kind: number, count: number): number {
  if (kind === TaskKind.Call) return 1;
  return isOfBlocks(kind) ? blocksIn(count) : count;
}

function spreadFor(kind: number): Spread {
  if (kind === TaskKind.Call) return spreadAll;
  if (kind === TaskKind.Starmap) return spreadArguments;
  if (kind === TaskKind.Combine) return spreadCombine;
  if (kind === TaskKind.Carries) return spreadCarries;
  return isOfBlocks(kind) ? spreadBlocks(kind) : spreadOne;
}

/** `map`: the item is the one argument. */
export const spreadOne: Spread = (task, items, index) => task(items[index]);

/** `starmap`: the item is the list of arguments. */
export const spreadArguments: Spread = (task, items, index) => run(task, items[index] as readonly unknown[]);

/** One call: the items are its arguments. */
export const spreadAll: Spread = (task, items) => run(task, items as readonly unknown[]);

/** The item is the list of values that the function combines. */
const spreadCombine: Spread = (task, items, index) => combineTree(items[index] as readonly unknown[], task);

/** The item is the list of totals that the function combines, one by one. */
const spreadCarries: Spread = (task, items, index) => carriesOf(items[index] as readonly unknown[], task);
