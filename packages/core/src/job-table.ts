/** A job: what one `apply`, `map`, `imap` … of the user is told about its items. Its methods must not throw. */
export interface Job {
  /** Item `index` gave `value`. Called once for each item, or `itemFailed` is. */
  itemDone(index: number, value: unknown): void;
  itemFailed(index: number, error: unknown): void;
}

/** No worker holds the slot's record: it waits in the backlog. */
export const UNASSIGNED = -1;

/** What is known of one slot's record. The object stays with its slot and is used again. */
class OpenRecord {
  /** `undefined` while the slot is free. */
  job: Job | undefined;
  functionId = 0;
  /** Index in the job of the record's first item; how many items it has; how many of them are done. */
  firstItem = 0;
  items = 0;
  itemsDone = 0;
  /** Who holds the record, at which position of its ring it starts, and what the scheduler was told it will take. */
  worker = UNASSIGNED;
  startPosition = 0;
  /** Not a small integer at first, so that its place never has to change its form. */
  nanos = 0.5;
}

/**
 * The records that are open, each in a slot whose number travels with it. One object for each slot and a free list of slots, because a
 * tiny task passes through here twice in some hundred nanoseconds.
 */
export class JobTable {
  readonly #records: OpenRecord[] = [];
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
    const slot = this.#freeSlots.pop() ?? this.#records.push(new OpenRecord()) - 1;
    const record = this.#records[slot]!;
    record.job = job;
    record.functionId = functionId;
    record.firstItem = firstItem;
    record.items = items;
    record.itemsDone = 0;
    record.worker = UNASSIGNED;
    record.nanos = 0;
    this.#open += 1;
    return slot;
  }

  /** Gives a slot back. */
  remove(slot: number): void {
    this.#records[slot]!.job = undefined;
    if (this.#luggage.size > 0) this.#luggage.delete(slot);
    this.#freeSlots.push(slot);
    this.#open -= 1;
  }

  /** The job of an open slot; `undefined` for any other number. */
  jobOf(slot: number): Job | undefined {
    return this.#records[slot]?.job;
  }

  functionOf(slot: number): number {
    return this.#records[slot]!.functionId;
  }

  /** The job's index of the next item without a result: the one that runs, once the record is started. */
  nextItem(slot: number): number {
    const record = this.#records[slot]!;
    return record.firstItem + record.itemsDone;
  }

  itemsDone(slot: number): number {
    return this.#records[slot]!.itemsDone;
  }

  itemsLeft(slot: number): number {
    const record = this.#records[slot]!;
    return record.items - record.itemsDone;
  }

  /** Counts one item as done and returns its index in the job. */
  finishItem(slot: number): number {
    const record = this.#records[slot]!;
    const item = record.firstItem + record.itemsDone;
    record.itemsDone += 1;
    return item;
  }

  assign(slot: number, worker: number, startPosition: number, nanos: number): void {
    const record = this.#records[slot]!;
    record.worker = worker;
    record.startPosition = startPosition;
    record.nanos = nanos;
  }

  unassign(slot: number): void {
    this.#records[slot]!.worker = UNASSIGNED;
  }

  workerOf(slot: number): number {
    return this.#records[slot]!.worker;
  }

  startPositionOf(slot: number): number {
    return this.#records[slot]!.startPosition;
  }

  nanosOf(slot: number): number {
    return this.#records[slot]!.nanos;
  }

  setLuggage(slot: number, luggage: unknown): void {
    this.#luggage.set(slot, luggage);
  }

  luggageOf(slot: number): unknown {
    return this.#luggage.size === 0 ? undefined : this.#luggage.get(slot);
  }

  /** The slots whose records `worker` holds, in no order. Walks the whole table: for rare events. */
  slotsOf(worker: number): number[] {
    return this.openSlots().filter((slot) => this.#records[slot]!.worker === worker);
  }

  /** All open slots. Walks the whole table: for rare events. */
  openSlots(): number[] {
    const slots: number[] = [];
    for (const [slot, record] of this.#records.entries()) if (record.job !== undefined) slots.push(slot);
    return slots;
  }
}
