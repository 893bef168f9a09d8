/** A job: what one `apply`, `map`, `imap` … of the user is told about its items. Its methods must not throw. */
export interface Job {
  /** Item `index` gave `value`. Called once for each item, or `itemFailed` is. */
  itemDone(index: number, value: unknown): void;
  itemFailed(index: number, error: unknown): void;
}

/** No worker holds the slot's record: it waits in the backlog. */
export const UNASSIGNED = -1;

/**
 * The records that are open, each in a slot whose number travels with it. Arrays side by side and a free list of slots, because a
 * tiny task passes through here twice in some hundred nanoseconds.
 */
export class JobTable {
  readonly #jobs: (Job | undefined)[] = [];
  /** Index in the job of the record's first item; how many items it has; how many of them are done. */
  readonly #firstItem: number[] = [];
  readonly #items: number[] = [];
  readonly #itemsDone: number[] = [];
  readonly #functionId: number[] = [];
  /** Who holds the record, at which position of its ring it starts, and what the scheduler was told it will take. */
  readonly #worker: number[] = [];
  readonly #startPosition: number[] = [];
  readonly #nanos: number[] = [];
  /** What must live, and may have to be sent again, as long as the record is open; absent for most. */
  readonly #luggage = new Map<number, unknown>();

  readonly #freeSlots: number[] = [];
  #open = 0;

  /** How many slots are taken. */
  get open(): number {
    return this.#open;
  }

  /** Takes a slot for a record with `items` items of a job. */
  add(job: Job, functionId: number, firstItem: number, items: number): number {
    const slot = this.#freeSlots.pop() ?? this.#jobs.length;
    this.#jobs[slot] = job;
    this.#functionId[slot] = functionId;
    this.#firstItem[slot] = firstItem;
    this.#items[slot] = items;
    this.#itemsDone[slot] = 0;
    this.#worker[slot] = UNASSIGNED;
    this.#startPosition[slot] = 0;
    this.#nanos[slot] = 0;
    this.#open += 1;
    return slot;
  }

  /** Gives a slot back. */
  remove(slot: number): void {
    this.#jobs[slot] = undefined;
    if (this.#luggage.size > 0) this.#luggage.delete(slot);
    this.#freeSlots.push(slot);
    this.#open -= 1;
  }

  /** The job of an open slot; `undefined` for any other number. */
  jobOf(slot: number): Job | undefined {
    return this.#jobs[slot];
  }

  functionOf(slot: number): number {
    return this.#functionId[slot]!;
  }

  /** The job's index of the next item without a result: the one that runs, once the record is started. */
  nextItem(slot: number): number {
    return this.#firstItem[slot]! + this.#itemsDone[slot]!;
  }

  itemsDone(slot: number): number {
    return this.#itemsDone[slot]!;
  }

  itemsLeft(slot: number): number {
    return this.#items[slot]! - this.#itemsDone[slot]!;
  }

  /** Counts one item as done and returns its index in the job. */
  finishItem(slot: number): number {
    const item = this.nextItem(slot);
    this.#itemsDone[slot]! += 1;
    return item;
  }

  assign(slot: number, worker: number, startPosition: number, nanos: number): void {
    this.#worker[slot] = worker;
    this.#startPosition[slot] = startPosition;
    this.#nanos[slot] = nanos;
  }

  unassign(slot: number): void {
    this.#worker[slot] = UNASSIGNED;
  }

  workerOf(slot: number): number {
    return this.#worker[slot]!;
  }

  startPositionOf(slot: number): number {
    return this.#startPosition[slot]!;
  }

  nanosOf(slot: number): number {
    return this.#nanos[slot]!;
  }

  setLuggage(slot: number, luggage: unknown): void {
    this.#luggage.set(slot, luggage);
  }

  luggageOf(slot: number): unknown {
    return this.#luggage.size === 0 ? undefined : this.#luggage.get(slot);
  }

  /** The slots whose records `worker` holds, in no order. Walks the whole table: for rare events. */
  slotsOf(worker: number): number[] {
    return this.openSlots().filter((slot) => this.#worker[slot] === worker);
  }

  /** All open slots. Walks the whole table: for rare events. */
  openSlots(): number[] {
    const slots: number[] = [];
    for (let slot = 0; slot < this.#jobs.length; slot += 1) {
      if (this.#jobs[slot] !== undefined) slots.push(slot);
    }
    return slots;
  }
}
