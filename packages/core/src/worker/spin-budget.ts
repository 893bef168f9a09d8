import { type ClaimingConsumer } from 'atomics-ring';

/** Looks at the ring before a worker sleeps: about 25 µs, half of what putting it to sleep and waking it costs. */
const MOST_LOOKS = 2000;

/** Looks of a worker that has nothing to do for long: they cost an idle machine nothing to speak of. */
const FEWEST_LOOKS = 50;

/** A sleep shorter than this would have been saved by looking a little longer. */
const SHORT_SLEEP_MILLIS = 0.2;

/**
 * How long a worker looks for work before it sleeps: longer while looking has paid, shorter while it has not, so that neither an idle
 * nor an overfull machine is burned.
 */
export class SpinBudget {
  #looks = MOST_LOOKS;

  /** Looks for news until the budget is spent. */
  lookFor(ring: ClaimingConsumer): boolean {
    for (let look = 0; look < this.#looks; look += 1) {
      if (ring.hasNews()) {
        this.#looks = Math.min(MOST_LOOKS, this.#looks * 2);
        return true;
      }
    }
    this.#looks = Math.max(FEWEST_LOOKS, this.#looks >> 1);
    return false;
  }

  /** Learns how long the sleep was that the spin did not prevent. */
  slept(millis: number): void {
    if (millis < SHORT_SLEEP_MILLIS) this.#looks = Math.min(MOST_LOOKS, this.#looks * 4);
  }
}
