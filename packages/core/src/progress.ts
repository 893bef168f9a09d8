import { AsyncResource } from 'node:async_hooks';

/** How far a job is. Times in milliseconds. */
export interface Progress {
  /** Items done, failed ones too. */
  readonly done: number;
  /** Items of the job; `undefined` while the input has not ended. */
  readonly total: number | undefined;
  readonly elapsedMs: number;
  /** Expected time to the end at the pace so far; `undefined` when the total is, or nothing is done. */
  readonly etaMs: number | undefined;
}

/** Called now and then while a job runs, and last when all of it is done. What it throws is an uncaught exception, and harms no job. */
export type ProgressListener = (progress: Progress) => void;

/** Calls are at least this far apart, but for the last. */
const BETWEEN_CALLS_MILLIS = 50;

/** Reports to the listener of a call, if that has one. */
export function progressReporter(
  { onProgress }: { readonly onProgress?: ProgressListener },
  total: number | undefined,
): ProgressReporter | undefined {
  return onProgress === undefined ? undefined : new ProgressReporter(onProgress, total);
}

/** Counts the done items of a job and tells its listener, in the context of its submitter. */
export class ProgressReporter {
  readonly #listener: ProgressListener;
  readonly #startedAt: number = performance.now();
  #lastCall: number = -Infinity;
  #done = 0;
  #isScheduled = false;

  /** Items of the job, once known. */
  total: number | undefined;

  constructor(listener: ProgressListener, total: number | undefined) {
    this.#listener = AsyncResource.bind(listener);
    this.total = total;
  }

  /** So many items more are done. The listener is called later, never inside. */
  itemsDone(count: number): void {
    this.#done += count;
    this.#schedule();
  }

  /** The input has ended: the total is what was taken. */
  inputEnded(total: number): void {
    this.total = total;
    if (this.#done === total) this.#schedule();
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    const isLast = this.#done === this.total;
    if (!isLast && performance.now() - this.#lastCall < BETWEEN_CALLS_MILLIS) return;
    this.#isScheduled = true;
    queueMicrotask(() => this.#call());
  }

  #call(): void {
    this.#isScheduled = false;
    const now = performance.now();
    this.#lastCall = now;
    const done = this.#done;
    const { total } = this;
    const elapsedMs = now - this.#startedAt;
    const etaMs = total === undefined || done === 0 ? undefined : (elapsedMs / done) * (total - done);
    this.#listener({ done, total, elapsedMs, etaMs });
  }
}
