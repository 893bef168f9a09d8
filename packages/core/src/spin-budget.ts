/** So many vain waits after the last full one, a full one is tried to learn whether looking pays by now: first and most. */
const FIRST_PAUSE = 16;
const LONGEST_PAUSE = 1024;

/**
 * How long a thread looks for news before it sleeps. Looking pays when the other thread runs at the same time and answers sooner than a sleep takes; it is wasted,
 * and keeps the other from running, when both share a processor or nothing comes. So the allowance is halved by each vain look and full again
 * after one that paid, and now and then, more and more rarely, a full one is tried: an idle or overfull machine is not burned, and a busy pair of threads does not
 * sleep.
 */
export class SpinBudget {
  readonly #most: number;
  readonly #fewest: number;
  #allowance: number;
  /** Vain waits since the last full one, and how many to wait for the next. */
  #vainWaits = 0;
  #pause = FIRST_PAUSE;

  /** The longest and the shortest allowance, in whatever unit the caller counts. */
  constructor(most: number, fewest: number) {
    this.#most = most;
    this.#fewest = fewest;
    this.#allowance = most;
  }

  /** How long to look this time. */
  get allowance(): number {
    return this.#vainWaits < this.#pause ? this.#allowance : this.#most;
  }

  /** News came while looking. */
  paid(): void {
    this.#allowance = this.#most;
    this.#vainWaits = 0;
    this.#pause = FIRST_PAUSE;
  }

  /** The allowance was spent in vain. */
  wasVain(): void {
    if (this.#vainWaits < this.#pause) {
      this.#vainWaits += 1;
    } else {
      this.#vainWaits = 0;
      this.#pause = Math.min(LONGEST_PAUSE, this.#pause * 2);
    }
    this.#allowance = Math.max(this.#fewest, this.#allowance / 2);
  }
}
