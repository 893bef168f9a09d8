import type { TaskFunction } from './function-table.js';
import { run } from './run-task.js';

/** Calls a function for item `index` of a chunk. */
export type Spread = (task: TaskFunction, items: readonly unknown[] | Float64Array, index: number) => unknown;

/** A record whose items are being run one after the other, over promises and turns of the event loop. */
export interface Chunk {
  readonly slot: number;
  readonly functionId: number;
  /** Where its record starts: its bytes must stay in the ring until its last item is done. */
  readonly startPosition: number;
  readonly items: readonly unknown[] | Float64Array;
  readonly count: number;
  readonly spread: Spread;
  /** The next item to run. */
  next: number;
  /** When its results were last published, and after how many items to look at the clock again. */
  publishedAt: number;
  untilClock: number;
}

/** `map`: the item is the one argument. */
export const spreadOne: Spread = (task, items, index) => task(items[index]);

/** `starmap`: the item is the list of arguments. */
export const spreadArguments: Spread = (task, items, index) => run(task, items[index] as readonly unknown[]);

/** One call that came by the side channel: the items are its arguments. */
export const spreadAll: Spread = (task, items) => run(task, items as readonly unknown[]);
