import { TaskAbortedError } from './errors.js';
import type { Job } from './job-table.js';
import { type MapJobParts, withTaskIndex } from './map-job.js';
import type { TaskLimits } from './task-limits.js';

/**
 * The job of a `mapSettled`: what became of each item, in input order. It does not fail: what ends it early, a first failure where that is wanted, is the outcome of the
 * items that are left.
 */
export class SettledJob implements Job {
  readonly limits: TaskLimits | undefined;
  readonly #parts: MapJobParts;
  readonly #outcomes: (PromiseSettledResult<unknown> | undefined)[];
  #itemsLeft: number;
  #hasFailed = false;

  constructor(parts: MapJobParts) {
    this.limits = parts.limits;
    this.#parts = parts;
    this.#outcomes = new Array<PromiseSettledResult<unknown> | undefined>(parts.items).fill(undefined);
    this.#itemsLeft = parts.items;
  }

  itemDone(index: number, value: unknown): void {
    this.#settle(index, { status: 'fulfilled', value });
  }

  itemFailed(index: number, error: unknown): void {
    this.#settle(index, { status: 'rejected', reason: withTaskIndex(error, index) });
    const { failedFast } = this.#parts;
    if (failedFast === undefined || this.#hasFailed) return;
    this.#hasFailed = true;
    this.cancel(
      () => new TaskAbortedError('Another item of the map failed before this one had ended.', { cause: error }),
    );
    failedFast();
  }

  cancel(makeError: () => Error): void {
    for (const [index, outcome] of this.#outcomes.entries())
      if (outcome === undefined) this.#settle(index, { status: 'rejected', reason: withTaskIndex(makeError(), index) });
  }

  #settle(index: number, outcome: PromiseSettledResult<unknown>): void {
    if (this.#outcomes[index] !== undefined) return;
    this.#outcomes[index] = outcome;
    this.#itemsLeft -= 1;
    this.#parts.progress?.itemsDone(1);
    this.#parts.itemsSettled(1);
    if (this.#itemsLeft === 0) this.#parts.resolve(this.#outcomes);
  }
}
