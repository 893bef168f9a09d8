import type { Job } from './job-table.js';

/** The job of one `apply`: settles a promise. */
export class CallJob implements Job {
  readonly #resolve: (value: unknown) => void;
  readonly #reject: (error: unknown) => void;

  constructor(resolve: (value: unknown) => void, reject: (error: unknown) => void) {
    this.#resolve = resolve;
    this.#reject = reject;
  }

  itemDone(_index: number, value: unknown): void {
    this.#resolve(value);
  }

  itemFailed(_index: number, error: unknown): void {
    this.#reject(error);
  }
}
