import { AsyncResource } from 'node:async_hooks';
import { ResultTimeoutError } from './errors.js';
import { InputReader, type Input, type InputSink } from './input-reader.js';
import type { Feeder } from './feeder.js';
import type { Job } from './job-table.js';
import { withTaskIndex } from './map-job.js';
import type { ProgressReporter } from './progress.js';
import type { TaskLimits } from './task-limits.js';
import { timerDelay } from './timer-delay.js';

type Outcome = { readonly value: unknown } | { readonly error: unknown };

interface Waiter {
  readonly resolve: (result: IteratorResult<never>) => void;
  readonly reject: (error: unknown) => void;
  readonly timer: ReturnType<typeof setTimeout> | undefined;
  /** Not to be collected while somebody waits for its results. */
  readonly holder: object;
}

/** What an iterator needs of its pool. */
export interface IteratorHooks<T> {
  /** Sends a chunk whose first item is item `firstItem`. */
  submit(job: Job, firstItem: number, items: T[]): void;
  /** Items to send together from now on. */
  chunkSize(): number;
  /** Drops what has not run, and lets running chunks stop after their current item. */
  drop(job: Job): void;
  /** Items that may be taken now, as far as the pool's `queueLimit` goes, and the most it ever allows. */
  queueRoom(): number;
  readonly queueCapacity: number;
  /** No more is to be expected of the input. */
  inputEnded(): void;
  /** All is given, or nothing more is wanted: nothing can end the job any more. */
  over(): void;
}

export interface IteratorSettings {
  readonly isOrdered: boolean;
  /** Most items taken and not yet yielded; `undefined`: as many as four chunks for each worker. */
  readonly buffer: number | undefined;
  readonly workers: number;
  readonly progress: ProgressReporter | undefined;
  readonly limits: TaskLimits | undefined;
}

/** Look-ahead in chunks per worker when no `buffer` is given. */
const CHUNKS_PER_WORKER = 4;

/** The job of one `imap`: reads its input ahead of its consumer, but never further than `buffer`, and gives results in input order or in completion order. */
export class ImapJob<R, T = unknown> implements Job, InputSink<T>, Feeder {
  readonly limits: TaskLimits | undefined;
  readonly #hooks: IteratorHooks<T>;
  readonly #settings: IteratorSettings;
  readonly #reader: InputReader<T>;
  /** Reads on, in the context of the caller of `imap`: it is its code that runs. */
  readonly #read: () => void;

  /** Outcomes not yet yielded: by item when ordered, else in the order they came, from `#yielded` on. */
  readonly #outcomes = new Map<number, Outcome>();
  #settled = 0;
  #taken = 0;
  #yielded = 0;
  readonly #waiters: Waiter[] = [];

  /** What `next()` rejects with, once, after all results: the input's error, or that the pool took no more of it. */
  #ending: { readonly error: unknown } | undefined;
  #inputHasEnded = false;
  #hasReturned = false;
  #isCancelled = false;

  constructor(input: Input<T>, settings: IteratorSettings, hooks: IteratorHooks<T>) {
    this.limits = settings.limits;
    this.#settings = settings;
    this.#hooks = hooks;
    const reader = new InputReader(input, this);
    this.#reader = reader;
    this.#read = AsyncResource.bind(() => reader.read());
  }

  /** Starts to read. */
  start(): void {
    this.#read();
  }

  /**
   * The next result; `holder` is held until it is there. Rejects with the item's error; or after `timeoutMs` with `ResultTimeoutError`, and the same result is given by the next call.
   */
  next(timeoutMs: number, holder: object): Promise<IteratorResult<R, undefined>> {
    if (typeof timeoutMs !== 'number' || Number.isNaN(timeoutMs)) {
      return Promise.reject(
        new TypeError(`Expected \`timeoutMs\` to be a number of milliseconds, got ${String(timeoutMs)}.`),
      );
    }
    return new Promise((resolve, reject) => {
      const waiter: Waiter = {
        resolve: resolve as Waiter['resolve'],
        reject,
        timer:
          timeoutMs === Infinity ? undefined : setTimeout(() => this.#giveUp(waiter, timeoutMs), timerDelay(timeoutMs)),
        holder,
      };
      this.#waiters.push(waiter);
      this.#serve();
    });
  }

  /** Ends the iteration: drops what is queued and closes the input. */
  async return(): Promise<IteratorResult<R, undefined>> {
    this.#hasReturned = true;
    this.#hooks.over();
    this.#outcomes.clear();
    this.#hooks.drop(this);
    this.#endInput();
    this.#serve();
    await this.#reader.close();
    return { done: true, value: undefined };
  }

  /** The pool takes no more input: what was taken is given, then `next()` rejects once. */
  stopInput(makeError: () => unknown): void {
    if (this.#inputHasEnded) return;
    this.#reader.finish();
    // Its input had ended, and only waited for room.
    if (this.#inputHasEnded) return;
    this.#ending = { error: makeError() };
    this.#endInput();
    if (this.#taken > 0) this.#settings.progress?.inputEnded(this.#taken);
    this.#serve();
  }

  /** Nothing is left of it: `next()` rejects once, and its input is closed. */
  cancel(makeError: () => Error): void {
    if (this.#isCancelled || this.#hasReturned || (this.#inputHasEnded && this.#settled === this.#taken)) return;
    this.#isCancelled = true;
    this.#hooks.over();
    this.#outcomes.clear();
    this.#yielded = this.#taken;
    this.#ending = { error: makeError() };
    void this.#reader.close().catch(() => {});
    this.#endInput();
    this.#serve();
  }

  /** Others of the pool's tasks ended: there may be room for more. */
  roomMade(): void {
    if (!this.#inputHasEnded) this.#read();
  }

  room(): number {
    const chunkSize = this.#hooks.chunkSize();
    const buffer = this.#settings.buffer ?? CHUNKS_PER_WORKER * this.#settings.workers * chunkSize;
    const wanted = Math.min(chunkSize, buffer, this.#hooks.queueCapacity);
    const room = Math.min(buffer - (this.#taken - this.#yielded), this.#hooks.queueRoom());
    return room >= wanted ? wanted : 0;
  }

  hasRoomFor(items: number): boolean {
    return this.#hooks.queueRoom() >= items;
  }

  take(items: T[]): void {
    const firstItem = this.#taken;
    this.#taken += items.length;
    this.#hooks.submit(this, firstItem, items);
  }

  ended(failure?: { readonly error: unknown }): void {
    this.#ending = failure;
    this.#endInput();
    this.#settings.progress?.inputEnded(this.#taken);
    this.#serve();
  }

  itemDone(index: number, value: unknown): void {
    this.#settle(index, { value });
  }

  itemFailed(index: number, error: unknown): void {
    this.#settle(index, { error: withTaskIndex(error, index) });
  }

  #settle(index: number, outcome: Outcome): void {
    const place = this.#settings.isOrdered ? index : this.#settled;
    this.#settled += 1;
    this.#settings.progress?.itemsDone(1);
    if (this.#hasReturned || this.#isCancelled) return;
    if (this.#inputHasEnded && this.#settled === this.#taken) this.#hooks.over();
    this.#outcomes.set(place, outcome);
    if (this.#waiters.length > 0) this.#serve();
  }

  /** Gives waiting callers what there is for them, then reads on if that made room. */
  #serve(): void {
    const before = this.#yielded;
    while (this.#waiters.length > 0 && this.#serveOne(this.#waiters[0]!)) this.#waiters.shift();
    // The input is read outside of this call: it is the user's code, and results may be coming in right now.
    if (this.#yielded !== before && !this.#inputHasEnded) queueMicrotask(this.#read);
  }

  #serveOne(waiter: Waiter): boolean {
    const outcome = this.#outcomes.get(this.#yielded);
    if (outcome !== undefined) {
      this.#outcomes.delete(this.#yielded);
      this.#yielded += 1;
      settleWaiter(waiter, outcome);
      return true;
    }
    if (!this.#hasReturned && !(this.#inputHasEnded && this.#yielded === this.#taken)) return false;
    const ending = this.#ending;
    this.#ending = undefined;
    clearTimeout(waiter.timer);
    if (ending !== undefined && !this.#hasReturned) waiter.reject(ending.error);
    else waiter.resolve({ done: true, value: undefined as never });
    return true;
  }

  #giveUp(waiter: Waiter, timeoutMs: number): void {
    this.#waiters.splice(this.#waiters.indexOf(waiter), 1);
    waiter.reject(new ResultTimeoutError(`Expected the next result within ${timeoutMs} ms, got none yet.`));
  }

  #endInput(): void {
    if (this.#inputHasEnded) return;
    this.#inputHasEnded = true;
    if (this.#settled === this.#taken) this.#hooks.over();
    this.#hooks.inputEnded();
  }
}

function settleWaiter(waiter: Waiter, outcome: Outcome): void {
  clearTimeout(waiter.timer);
  if ('error' in outcome) waiter.reject(outcome.error);
  else waiter.resolve({ done: false, value: outcome.value as never });
}
