import { aborted } from './abort-signals.js';
import { bindToThread, refusesClone } from './codec/thread-bound.js';
import { ResultTimeoutError } from './errors.js';
import { timerDelay } from './timer-delay.js';

const BOUND = refusesClone('an AsyncResult');

/** A job that was submitted: its promise, and how to end it. */
export interface Submitted<R = unknown> {
  readonly promise: Promise<R>;
  readonly cancel: (makeError: () => Error) => void;
}

/**
 * The handle of a submitted job, like Python's `AsyncResult`: a thenable that can be asked. A failure that nobody looks at is no unhandled
 * rejection.
 */
export class AsyncResult<R> implements PromiseLike<R> {
  readonly #promise: Promise<R>;
  readonly #cancel: (makeError: () => Error) => void;
  /** Structured clone reads it and throws. */
  protected readonly bound: symbol = BOUND;
  #outcome: 'pending' | 'fulfilled' | 'rejected' = 'pending';

  constructor({ promise, cancel }: Submitted<R>) {
    this.#promise = promise;
    this.#cancel = cancel;
    promise.then(
      () => {
        this.#outcome = 'fulfilled';
      },
      () => {
        this.#outcome = 'rejected';
      },
    );
  }

  // oxlint-disable-next-line unicorn/no-thenable -- it is a thenable by contract, so that it can be awaited
  then<F = R, E = never>(
    onFulfilled?: ((value: R) => F | PromiseLike<F>) | null,
    onRejected?: ((reason: unknown) => E | PromiseLike<E>) | null,
  ): Promise<F | E> {
    return this.#promise.then(onFulfilled, onRejected);
  }

  catch<E = never>(onRejected?: ((reason: unknown) => E | PromiseLike<E>) | null): Promise<R | E> {
    return this.#promise.catch(onRejected);
  }

  finally(onFinally?: (() => void) | null): Promise<R> {
    return this.#promise.finally(onFinally);
  }

  /** Whether the job has ended, well or not. */
  ready(): boolean {
    return this.#outcome !== 'pending';
  }

  /** Whether the job ended without an error. Throws while it has not ended. */
  successful(): boolean {
    if (this.#outcome === 'pending')
      throw new Error('Expected `successful()` to be called when the job is ready, got a job that is not.');
    return this.#outcome === 'fulfilled';
  }

  /**
   * Ends the job: it rejects with `TaskAbortedError`, whose `cause` is `reason`. What waits of it is dropped, what runs is stopped as by a signal. Does nothing when the job has ended.
   */
  cancel(reason?: unknown): void {
    if (this.#outcome === 'pending') this.#cancel(() => aborted(reason));
  }

  /** Resolves when the job has ended, or after `timeoutMs`; never rejects. */
  async wait(timeoutMs: number = Infinity): Promise<void> {
    const ended = this.#promise.then(
      () => {},
      () => {},
    );
    await settledWithin(ended, timeoutMs);
  }

  /** The result. Rejects with the job's error, or after `timeoutMs` with `ResultTimeoutError`: the job goes on and can be asked again. */
  async get(timeoutMs: number = Infinity): Promise<R> {
    if (await settledWithin(this.#promise, timeoutMs)) return this.#promise;
    throw new ResultTimeoutError(`Expected a result within ${timeoutMs} ms, got none yet.`);
  }
}

bindToThread(AsyncResult.prototype, 'an AsyncResult');

/** Whether a promise fulfils within `timeoutMs`. Rejects when the promise does in that time. */
export async function settledWithin(promise: Promise<unknown>, timeoutMs: number): Promise<boolean> {
  if (typeof timeoutMs !== 'number' || Number.isNaN(timeoutMs)) {
    throw new TypeError(`Expected \`timeoutMs\` to be a number of milliseconds, got ${String(timeoutMs)}.`);
  }
  if (timeoutMs === Infinity) {
    await promise;
    return true;
  }
  let timer: ReturnType<typeof setTimeout> | undefined;
  const timeout = new Promise<false>((resolve) => {
    timer = setTimeout(resolve, timerDelay(timeoutMs), false);
  });
  try {
    return await Promise.race([promise.then(() => true), timeout]);
  } finally {
    clearTimeout(timer);
  }
}
