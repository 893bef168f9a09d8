import type { SpinBudget } from '../spin-budget.js';
import { now } from './batch-clock.js';

/** Looks for news for a while, which is cheaper than a sleep when some is about to come. Returns whether there is some. */
export type NewsWatch = (hasNews: () => boolean) => boolean;

/** Looks between two readings of the clock: a few hundred nanoseconds. */
const LOOKS_PER_READING = 32;

const MICROS_PER_MILLI = 1000;

/** As long as looking has paid lately. */
export function watchAdaptively(budget: SpinBudget): NewsWatch {
  return (hasNews) => {
    for (let looks = budget.allowance; looks > 0; looks -= 1) {
      if (!hasNews()) continue;
      budget.paid();
      return true;
    }
    budget.wasVain();
    return false;
  };
}

/** Always for so long. */
export function watchFor(micros: number): NewsWatch {
  return (hasNews) => {
    const deadline = now() + micros / MICROS_PER_MILLI;
    if (micros === 0) return false;
    do {
      for (let looks = 0; looks < LOOKS_PER_READING; looks += 1) if (hasNews()) return true;
    } while (now() < deadline);
    return false;
  };
}
