import type { Scheduler } from './scheduler.js';
import { timerDelay } from './timer-delay.js';
import type { WorkerHandle } from './worker-handle.js';

export interface IdleWatchParts {
  readonly idleTimeoutMs: number;
  readonly scheduler: Scheduler;
  readonly workers: readonly (WorkerHandle | undefined)[];
  /** Whether there are more workers than are to stay. */
  hasSpare(): boolean;
  putToRest(handle: WorkerHandle): void;
}

const now: () => number = performance.now.bind(performance);

/** Ends workers that have had nothing to do for a while. One timer, and none while every worker is busy. */
export class IdleWatch {
  readonly #parts: IdleWatchParts;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(parts: IdleWatchParts) {
    this.#parts = parts;
  }

  /** The worker, if it is still there, has nothing to do from now on. */
  becameIdle(handle: WorkerHandle | undefined): void {
    if (handle === undefined || this.#parts.idleTimeoutMs === Infinity) return;
    handle.idleSince = now();
    this.#lookIn(this.#parts.idleTimeoutMs);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #lookIn(millis: number): void {
    this.#timer ??= setTimeout(() => this.#look(), timerDelay(millis)).unref();
  }

  #look(): void {
    this.#timer = undefined;
    const { idleTimeoutMs, scheduler, workers, hasSpare, putToRest } = this.#parts;
    let next = Infinity;
    // From the last: workers with low indices stay, as they do at the start.
    for (const handle of [...workers].reverse()) {
      if (handle?.state !== 'ready' || scheduler.recordsOf(handle.index) > 0) continue;
      if (!hasSpare()) return;
      const left = handle.idleSince + idleTimeoutMs - now();
      if (left <= 0) putToRest(handle);
      else next = Math.min(next, left);
    }
    if (next < Infinity) this.#lookIn(next);
  }
}
