/** Looks at the ring before a worker sleeps: about 70 µs, what putting it to sleep and waking it costs. */
const MOST_LOOKS = 6000;

/** Looks of a worker that has had nothing to do for long: they cost an idle machine nothing to speak of. */
const FEWEST_LOOKS = 100;

/** A sleep longer than this was worth it. It is far above what a wake-up is late by on a busy machine. */
const LONG_SLEEP_MILLIS = 2;

/**
 * How long a worker looks for work before it sleeps: as long as a sleep costs while work keeps coming, and half as long after each long sleep, so that an idle
 * machine is not burned. A vain look alone does not shorten it: two threads that share a processor for a moment are moved apart only while both want to run.
 */
export class SpinBudget {
  #looks = MOST_LOOKS;

  /** How many times to look this time. */
  get looks(): number {
    return this.#looks;
  }

  /** News came while looking. */
  paid(): void {
    this.#looks = Math.min(MOST_LOOKS, this.#looks * 2);
  }

  /** Looking was in vain, and the sleep after it took `millis`. */
  slept(millis: number): void {
    if (millis > LONG_SLEEP_MILLIS) this.#looks = Math.max(FEWEST_LOOKS, Math.floor(this.#looks / 2));
    else this.#looks = Math.min(MOST_LOOKS, this.#looks * 4);
  }
}
