import { now, pause } from './atomics.js';
import type { Doorbell } from './doorbell.js';

/** How often a thread looks before it sleeps: for about 20 µs, less than putting it to sleep and waking it costs. */
export const LOOKS_BEFORE_SLEEP = 500;

/** The longest time a timer takes. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** Asked for what is waited for: `undefined` while it is not there. What it throws ends the wait. */
export type Look<T> = () => T | undefined;

/** One side's waits on its doorbell, for rings of every kind. There may be several at a time: all are woken, and look again. */
export class Waiting {
  readonly #doorbell: Doorbell;

  /** Wakes each wait that sleeps in the event loop; those whose time is over have taken theirs out. */
  readonly #asleep = new Set<() => void>();
  /** The promise that wakes them. It gets one reaction however many waits come and go before it is rung. */
  #rung: Promise<unknown> | undefined;

  constructor(doorbell: Doorbell) {
    this.#doorbell = doorbell;
  }

  /** Blocks until `look` finds something and returns that; `undefined` once `timeoutMs` are over. Spins a little, then sleeps. */
  waitSync<T>(look: Look<T>, timeoutMs: number): T | undefined {
    checkTimeout(timeoutMs);
    let found = look();
    if (found !== undefined || timeoutMs === 0) return found;
    const deadline = deadlineAfter(timeoutMs);
    for (let looks = 0; looks < LOOKS_BEFORE_SLEEP; looks += 1) {
      pause();
      found = look();
      if (found !== undefined) return found;
    }
    const hasFound = (): boolean => (found = look()) !== undefined;
    while (!hasFound()) {
      const remainingMs = deadline - now();
      if (remainingMs <= 0) return undefined;
      this.#doorbell.sleepSync(hasFound, remainingMs);
      if (found !== undefined) return found;
    }
    return found;
  }

  /** As `waitSync`, without blocking the event loop. */
  async wait<T>(look: Look<T>, timeoutMs: number): Promise<T | undefined> {
    checkTimeout(timeoutMs);
    let found = look();
    if (found !== undefined || timeoutMs === 0) return found;
    const deadline = deadlineAfter(timeoutMs);
    for (;;) {
      const rung = this.#doorbell.arm();
      // R7: armed first, then the look. The flag stays up whatever it finds: another wait may need it.
      found = look();
      if (found !== undefined) return found;
      const remainingMs = deadline - now();
      if (remainingMs <= 0) return undefined;
      if (rung !== undefined) await this.#sleep(rung, remainingMs);
    }
  }

  /** Settles when `rung` does, or `timeoutMs` are over. */
  #sleep(rung: Promise<unknown>, timeoutMs: number): Promise<void> {
    if (rung !== this.#rung) {
      this.#rung = rung;
      void rung.then(this.#wakeAll);
    }
    return new Promise((resolve) => {
      let timer: ReturnType<typeof setTimeout> | undefined;
      const wake = (): void => {
        this.#asleep.delete(wake);
        clearTimeout(timer);
        resolve();
      };
      this.#asleep.add(wake);
      if (timeoutMs !== Infinity) timer = setTimeout(wake, Math.min(timeoutMs, MAX_TIMER_MS));
    });
  }

  readonly #wakeAll = (): void => {
    for (const wake of this.#asleep) wake();
  };
}

function checkTimeout(timeoutMs: number): void {
  if (timeoutMs >= 0) return;
  throw new RangeError(`Expected \`timeoutMs\` to be a number of at least 0, got ${timeoutMs}.`);
}

function deadlineAfter(timeoutMs: number): number {
  return timeoutMs === Infinity ? Infinity : now() + timeoutMs;
}
