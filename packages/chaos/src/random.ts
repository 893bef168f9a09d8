/** Numbers that a seed decides: the same seed gives the same plan on every machine. Nothing here is secret. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed | 0;
  }

  /** An integer of 32 bits, not negative: a Weyl sequence, mixed. */
  bits(): number {
    this.#state = (this.#state + 0x9e3779b9) | 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return (mixed ^ (mixed >>> 15)) >>> 0;
  }

  /** An integer from `min` to `max`, both included. */
  integer(min: number, max: number): number {
    return min + (this.bits() % (max - min + 1));
  }

  /** True with the given probability. */
  chance(probability: number): boolean {
    return this.bits() < probability * 2 ** 32;
  }

  /** One of several. Throws `RangeError` when there is none. */
  oneOf<T>(choices: readonly T[]): T {
    if (choices.length === 0) throw new RangeError('Expected something to choose from, got nothing.');
    return choices[this.integer(0, choices.length - 1)]!;
  }

  /** `count` different integers from 0 to `below - 1`, ascending; all of them when there are not so many. */
  distinct(count: number, below: number): number[] {
    const chosen = new Set<number>();
    while (chosen.size < Math.min(count, below)) chosen.add(this.integer(0, below - 1));
    return [...chosen].sort((a, b) => a - b);
  }
}
