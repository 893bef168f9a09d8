import type { Job } from './job-table.js';
import type { ProgressReporter } from './progress.js';

/** The job of a `map`: an array of results in input order, or the error of the lowest index that failed. */
export class MapJob implements Job {
  readonly #results: unknown[];
  readonly #resolve: (results: unknown[]) => void;
  readonly #reject: (error: unknown) => void;
  readonly #progress: ProgressReporter | undefined;
  /** Told after each item: more chunks may be sent. Must not throw. */
  readonly #itemSettled: () => void;
  #itemsLeft: number;

  /** The failed item with the lowest index so far. */
  #failedIndex = Infinity;
  #failure: unknown;

  constructor(
    items: number,
    resolve: (results: unknown[]) => void,
    reject: (error: unknown) => void,
    progress: ProgressReporter | undefined,
    itemSettled: () => void,
  ) {
    this.#results = new Array<unknown>(items);
    this.#itemsLeft = items;
    this.#resolve = resolve;
    this.#reject = reject;
    this.#progress = progress;
    this.#itemSettled = itemSettled;
  }

  itemDone(index: number, value: unknown): void {
    this.#results[index] = value;
    this.#settleItem();
  }

  itemFailed(index: number, error: unknown): void {
    if (index < this.#failedIndex) {
      this.#failedIndex = index;
      this.#failure = error;
    }
    this.#settleItem();
  }

  #settleItem(): void {
    this.#itemsLeft -= 1;
    this.#progress?.itemDone();
    this.#itemSettled();
    if (this.#itemsLeft > 0) return;
    if (this.#failedIndex === Infinity) this.#resolve(this.#results);
    else this.#reject(withTaskIndex(this.#failure, this.#failedIndex));
  }
}

/** Marks an error with the index of its item, where it is an object that takes it. */
export function withTaskIndex(error: unknown, index: number): unknown {
  if ((typeof error === 'object' && error !== null) || typeof error === 'function') {
    Reflect.defineProperty(error, 'taskIndex', { value: index, configurable: true, enumerable: true, writable: true });
  }
  return error;
}
