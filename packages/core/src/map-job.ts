import type { Job } from './job-table.js';
import type { ProgressReporter } from './progress.js';
import type { TaskLimits } from './task-limits.js';

/** What a job that maps is made of. */
export interface MapJobParts {
  readonly items: number;
  readonly limits: TaskLimits | undefined;
  readonly resolve: (results: unknown[]) => void;
  readonly reject: (error: unknown) => void;
  readonly progress: ProgressReporter | undefined;
  /** Told of so many items more: more chunks may be sent. Must not throw. */
  readonly itemsSettled: (count: number) => void;
  /** Told once, after the first error, where that ends the job: what is left of it can be dropped. */
  readonly failedFast?: (() => void) | undefined;
  /** Takes each item's result, of which the job then keeps nothing: its array stays empty. What it throws is the item's error. */
  readonly take?: ((index: number, value: unknown) => void) | undefined;
  /** Says in an error which item it is of. Left out: its index as `taskIndex`. */
  readonly mark?: (error: unknown, index: number) => unknown;
}

/** The job of a `map`: an array of results in input order, or the error of the lowest index that failed; or of the first to fail, where that ends the job. */
export class MapJob implements Job {
  readonly limits: TaskLimits | undefined;
  readonly #parts: MapJobParts;
  readonly #results: unknown[];
  #itemsLeft: number;
  #isOver = false;

  /** The failed item with the lowest index so far. */
  #failedIndex = Infinity;
  #failure: unknown;

  constructor(parts: MapJobParts) {
    this.limits = parts.limits;
    this.#parts = parts;
    this.#results = parts.take === undefined ? new Array<unknown>(parts.items) : [];
    this.#itemsLeft = parts.items;
  }

  itemDone(index: number, value: unknown): void {
    const { take } = this.#parts;
    try {
      if (take === undefined) this.#results[index] = value;
      else take(index, value);
    } catch (error) {
      return this.itemFailed(index, error);
    }
    this.#settleItems(1);
  }

  numbersDone(first: number, view: DataView, offset: number, count: number): void {
    // `take` takes no numbers: it is for arrays, or for nothing.
    const results = this.#results;
    for (let item = 0; item < count; item += 1) results[first + item] = view.getFloat64(offset + 8 * item, true);
    this.#settleItems(count);
  }

  itemFailed(index: number, error: unknown): void {
    if (index < this.#failedIndex) {
      this.#failedIndex = index;
      this.#failure = error;
    }
    if (this.#parts.failedFast !== undefined && !this.#isOver) this.#failFast(this.#parts.failedFast);
    this.#settleItems(1);
  }

  cancel(makeError: () => Error): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#parts.reject(makeError());
  }

  #failFast(tell: () => void): void {
    this.#isOver = true;
    this.#parts.reject(this.#markedFailure());
    tell();
  }

  #settleItems(count: number): void {
    this.#itemsLeft -= count;
    if (this.#isOver) return;
    this.#parts.progress?.itemsDone(count);
    this.#parts.itemsSettled(count);
    if (this.#itemsLeft > 0) return;
    this.#isOver = true;
    if (this.#failedIndex === Infinity) this.#parts.resolve(this.#results);
    else this.#parts.reject(this.#markedFailure());
  }

  #markedFailure(): unknown {
    const { mark = withTaskIndex } = this.#parts;
    return mark(this.#failure, this.#failedIndex);
  }
}

/** Marks an error with the index of its item, where it is an object that takes it. */
export function withTaskIndex(error: unknown, index: number): unknown {
  return withProperty(error, 'taskIndex', index);
}

/** Gives an error a property more, where it is an object that takes it. */
export function withProperty(error: unknown, name: string, value: unknown): unknown {
  if ((typeof error === 'object' && error !== null) || typeof error === 'function')
    Reflect.defineProperty(error, name, { value, configurable: true, enumerable: true, writable: true });
  return error;
}
