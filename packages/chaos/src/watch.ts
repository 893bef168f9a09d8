import type { Ledger } from './ledger.js';

/** How often it is looked whether a task runs. */
const LOOK_MILLIS = 2;

interface Watched {
  readonly task: number;
  readonly stop: () => void;
}

/** Stops tasks once they are seen to run. */
export class Watch {
  readonly #ledger: Ledger;
  #watched: Watched[] = [];
  #timer: ReturnType<typeof setInterval> | undefined;
  /** How many tasks were stopped. */
  stops = 0;

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
  }

  /** Calls `stop` once `task` has started, unless it is settled before. */
  stopWhenRunning(task: number, stop: () => void): void {
    this.#watched.push({ task, stop });
    this.#timer ??= setInterval(() => this.#look(), LOOK_MILLIS);
  }

  end(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#watched = [];
  }

  #look(): void {
    const now = this.#watched;
    this.#watched = now.filter(({ task }) => this.#isWaiting(task));
    if (this.#watched.length === 0) {
      clearInterval(this.#timer);
      this.#timer = undefined;
    }
    for (const { task, stop } of now) {
      if (this.#ledger.startsOf(task) === 0 || this.#ledger.outcomeOf(task) !== undefined) continue;
      this.stops += 1;
      stop();
    }
  }

  #isWaiting(task: number): boolean {
    return this.#ledger.startsOf(task) === 0 && this.#ledger.outcomeOf(task) === undefined;
  }
}
