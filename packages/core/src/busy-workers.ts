/** The workers that hold records, in no order: to go over them takes as long as there are of them, however many workers the pool has. */
export class BusyWorkers {
  /** The first `count` of them. */
  readonly indices: Int32Array;
  /** Where each worker stands in `indices`. */
  readonly #places: Int32Array;
  #count = 0;

  constructor(workers: number) {
    this.indices = new Int32Array(workers);
    this.#places = new Int32Array(workers).fill(-1);
  }

  get count(): number {
    return this.#count;
  }

  /** One that is not among them. */
  add(worker: number): void {
    this.#places[worker] = this.#count;
    this.indices[this.#count] = worker;
    this.#count += 1;
  }

  /** The last one takes its place. */
  remove(worker: number): void {
    const place = this.#places[worker]!;
    if (place < 0) return;
    this.#count -= 1;
    const last = this.indices[this.#count]!;
    this.indices[place] = last;
    this.#places[last] = place;
    this.#places[worker] = -1;
  }
}
