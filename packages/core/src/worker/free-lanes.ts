/** The lanes that no item runs in. */
export class FreeLanes {
  readonly #lanes: Int32Array;
  #free: number;

  constructor(lanes: number) {
    this.#lanes = Int32Array.from({ length: lanes }, (_, lane) => lane);
    this.#free = lanes;
  }

  get isEmpty(): boolean {
    return this.#free === 0;
  }

  /** How many lanes are taken. */
  get taken(): number {
    return this.#lanes.length - this.#free;
  }

  take(): number {
    this.#free -= 1;
    return this.#lanes[this.#free] as number;
  }

  giveBack(lane: number): void {
    this.#lanes[this.#free] = lane;
    this.#free += 1;
  }
}
