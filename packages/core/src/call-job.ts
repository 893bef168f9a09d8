import type { Job } from './job-table.js';
import type { TaskLimits } from './task-limits.js';

/** The job of one `apply`: settles a promise. */
export class CallJob implements Job {
  readonly limits: TaskLimits | undefined;
  readonly #resolve: (value: unknown) => void;
  readonly #reject: (error: unknown) => void;

  constructor(resolve: (value: unknown) => void, reject: (error: unknown) => void, limits?: TaskLimits) {
    this.limits = limits;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  itemDone(_index: number, value: unknown): void {
    this.#resolve(value);
  }

  itemFailed(_index: number, error: unknown): void {
    this.#reject(error);
  }

  /** A promise that is rejected stays so, whatever comes. */
  cancel(makeError: () => Error): void {
    this.#reject(makeError());
  }
}
