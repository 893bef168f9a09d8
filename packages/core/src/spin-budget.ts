/** Every so many vain waits a full one is tried, to learn whether looking pays by now. */
const WAITS_BETWEEN_TRIALS = 16;

/**
 * How long a thread looks for news before it sleeps. Looking pays when the other thread runs at the same time and answers sooner than a sleep takes; it is wasted,
 * and keeps the other from running, when both share a processor or nothing comes. So the allowance is halved by each vain look and full again
 * after one that paid, and now and then a full one is tried: an idle or overfull machine is not burned, and a busy pair of threads does not sleep.
 */
export class SpinBudget {
  readonly #most: number;
  readonly #fewest: number;
  #allowance: number;
  #vainWaits = 0;

  /** The longest and the shortest allowance, in whatever unit the caller counts. */
  constructor(most: number, fewest: number) {
    this.#most = most;
    this.#fewest = fewest;
    this.#allowance = most;
  }

  /** How long to look this time. */
  get allowance(): number {
    return this.#vainWaits < WAITS_BETWEEN_TRIALS ? this.#allowance : this.#most;
  }

  /** News came while looking. */
  paid(): void {
    this.#allowance = this.#most;
    this.#vainWaits = 0;
  }

  /** The allowance was spent in vain. */
  wasVain(): void {
    this.#vainWaits = this.#vainWaits < WAITS_BETWEEN_TRIALS ? this.#vainWaits + 1 : 0;
    this.#allowance = Math.max(this.#fewest, this.#allowance / 2);
  }
}
