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
      await (remainingMs === Infinity ? rung : settledWithin(rung, remainingMs));
    }
  }
}

function checkTimeout(timeoutMs: number): void {
  if (timeoutMs >= 0) return;
  throw new RangeError(`Expected \`timeoutMs\` to be a number of at least 0, got ${timeoutMs}.`);
}

function deadlineAfter(timeoutMs: number): number {
  return timeoutMs === Infinity ? Infinity : now() + timeoutMs;
}

async function settledWithin(promise: Promise<unknown> | undefined, timeoutMs: number): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const timeout = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, Math.min(timeoutMs, MAX_TIMER_MS));
  });
  await Promise.race([promise, timeout]);
  clearTimeout(timer);
}
