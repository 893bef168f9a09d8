import type { TaskLimits } from './task-limits.js';

/** A job: what one `apply`, `map`, `imap` … of the user is told about its items. Its methods must not throw. */
export interface Job {
  /** What its running items are held to, if anything can stop them. */
  readonly limits: TaskLimits | undefined;

  /** Item `index` gave `value`. Called once for each item, or `itemFailed` is. */
  itemDone(index: number, value: unknown): void;
  itemFailed(index: number, error: unknown): void;

  /** All that is left of it fails, now; what it is told of items afterwards is ignored. */
  cancel(makeError: () => Error): void;
}

/** So many submissions of short tasks are stood for by one whose waiting is measured; a power of two. */
export const SUBMISSIONS_PER_SAMPLE = 64;

/** No worker holds the slot's record: it waits in the backlog. */
export const UNASSIGNED = -1;

/** Holders below this have no place any more: their ends are not heard of yet. */
export const FIRST_WITHOUT_PLACE = -2;

/** Any worker may run the record. */
export const ANY_WORKER = -1;

/** What is known of one slot's record. The object stays with its slot and is used again. */
class OpenRecord {
  /** `undefined` while the slot is free. */
  job: Job | undefined;
  functionId = 0;
  /** Index in the job of the record's first item, and how many items it has. */
  firstItem = 0;
  items = 0;
  /** Place of the item whose result comes next in turn; results that are owed by a worker; items whose job has heard nothing yet. */
  nextPlace = 0;
  /** Place behind the last result that came out of turn from the worker that has the record now. */
  endOfResults = 0;
  owed = 0;
  unsettled = 0;
  /** Places of items that were settled out of turn: stopped before their result came, or done before others; absent for most. */
  settled: Set<number> | undefined;
  /** How often items were started whose worker died, by place; absent for most. */
  attempts: Map<number, number> | undefined;
  /** Who holds the record, at which position of its ring it starts, and what the scheduler was told it will take. */
  worker = UNASSIGNED;
  startPosition = 0;
  /** Not a small integer at first, so that its place never has to change its form. */
  nanos = 0.5;
  /** The one worker that may run it. */
  target = ANY_WORKER;
  /** When it was submitted, if its waiting is measured, else 0; negative, if it stands for as many as make a sample. */
  submittedAt = 0.5;
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
  #openItems = 0;

  /** How many slots are taken. */
  get open(): number {
    return this.#open;
  }

  /** Items that are not settled. */
  get openItems(): number {
    return this.#openItems;
  }

  /** Takes a slot for a record with `items` items of a job. */
  add(job: Job, functionId: number, firstItem: number, items: number): number {
    const slot = this.#freeSlots.pop() ?? this.#records.push(new OpenRecord()) - 1;
    const record = this.#records[slot]!;
    record.job = job;
    record.functionId = functionId;
    record.firstItem = firstItem;
    record.items = items;
    record.nextPlace = 0;
    record.endOfResults = 0;
    record.owed = items;
    record.unsettled = items;
    record.worker = UNASSIGNED;
    record.nanos = 0;
    record.submittedAt = 0;
    this.#open += 1;
    this.#openItems += items;
    return slot;
  }

  /** Gives a slot back. Items that are not settled are dropped. */
  remove(slot: number): void {
    const record = this.#records[slot]!;
    record.job = undefined;
    record.settled = undefined;
    record.attempts = undefined;
    record.target = ANY_WORKER;
    this.#openItems -= record.unsettled;
    record.unsettled = 0;
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

  itemsOf(slot: number): number {
    return this.#records[slot]!.items;
  }

  /** Results that a worker owes for the record. */
  owedBy(slot: number): number {
    return this.#records[slot]!.owed;
  }

  /** Items that are not settled. */
  unsettledOf(slot: number): number {
    return this.#records[slot]!.unsettled;
  }

  /** Place of the item whose result comes next in turn. */
  nextPlace(slot: number): number {
    return this.#records[slot]!.nextPlace;
  }

  /** The next result in turn came. Returns the item's index in the job, or -1 when that has been told already. */
  resultInTurn(slot: number): number {
    const record = this.#records[slot]!;
    const place = record.nextPlace;
    record.nextPlace = place + 1;
    record.owed -= 1;
    if (record.unsettled === 0 || record.settled?.has(place) === true) return -1;
    record.unsettled -= 1;
    this.#openItems -= 1;
    return record.firstItem + place;
  }

  /** The result of the item at `place` came, in no turn. Returns the item's index in the job, or -1 when that has been told already. */
  resultAt(slot: number, place: number): number {
    const record = this.#records[slot]!;
    record.owed -= 1;
    record.endOfResults = Math.max(record.endOfResults, place + 1);
    return this.settle(slot, place);
  }

  /** Counts an item as settled whose result may still come. Returns its index in the job, or -1 when it is settled. */
  settle(slot: number, place: number): number {
    const record = this.#records[slot]!;
    if (this.isSettled(slot, place)) return -1;
    (record.settled ??= new Set()).add(place);
    record.unsettled -= 1;
    this.#openItems -= 1;
    return record.firstItem + place;
  }

  isSettled(slot: number, place: number): boolean {
    const record = this.#records[slot]!;
    return place < record.nextPlace || record.settled?.has(place) === true || record.unsettled === 0;
  }

  /** No more results come for the record. */
  stopOwing(slot: number): void {
    this.#records[slot]!.owed = 0;
  }

  /** Counts all items as settled: their job has been told, and hears no more. */
  settleAll(slot: number): void {
    const record = this.#records[slot]!;
    this.#openItems -= record.unsettled;
    record.unsettled = 0;
  }

  /** Places of the items that are not settled, in order. For rare events. */
  unsettledPlaces(slot: number): number[] {
    const places: number[] = [];
    for (let place = this.nextPlace(slot); place < this.itemsOf(slot); place += 1)
      if (!this.isSettled(slot, place)) places.push(place);
    return places;
  }

  /** Place behind the last item of which the worker that has the record has given a result. */
  endOfResults(slot: number): number {
    const record = this.#records[slot]!;
    return Math.max(record.nextPlace, record.endOfResults);
  }

  /** The record runs again from the item at `place` on. */
  runAgainFrom(slot: number, place: number): void {
    const record = this.#records[slot]!;
    record.nextPlace = place;
    record.endOfResults = place;
    record.owed = record.items - place;
    record.worker = UNASSIGNED;
  }

  /** The worker died that ran the item at `place`. Returns how often it was started. */
  countAttempt(slot: number, place: number): number {
    const attempts = (this.#records[slot]!.attempts ??= new Map<number, number>());
    const count = (attempts.get(place) ?? 0) + 1;
    attempts.set(place, count);
    return count;
  }

  assign(slot: number, worker: number, startPosition: number, nanos: number): void {
    const record = this.#records[slot]!;
    record.worker = worker;
    record.startPosition = startPosition;
    record.nanos = nanos;
  }

  /** The records of one holder have another now. */
  changeHolder(from: number, to: number): void {
    for (const slot of this.slotsOf(from)) this.#records[slot]!.worker = to;
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

  /** The one worker that may run the record, or `ANY_WORKER`. */
  targetOf(slot: number): number {
    return this.#records[slot]!.target;
  }

  setTarget(slot: number, worker: number): void {
    this.#records[slot]!.target = worker;
  }

  /** When the record was submitted, in milliseconds, negative if it stands for as many as make a sample; 0 when its waiting is not measured. */
  submittedAt(slot: number): number {
    return this.#records[slot]!.submittedAt;
  }

  setSubmittedAt(slot: number, time: number): void {
    this.#records[slot]!.submittedAt = time;
  }

  setLuggage(slot: number, luggage: unknown): void {
    this.#luggage.set(slot, luggage);
  }

  luggageOf(slot: number): unknown {
    return this.#luggage.size === 0 ? undefined : this.#luggage.get(slot);
  }

  /** The slots whose records `worker` holds, oldest first. Walks the whole table: for rare events. */
  slotsOf(worker: number): number[] {
    const slots = this.openSlots().filter((slot) => this.#records[slot]!.worker === worker);
    return slots.sort((a, b) => (this.startPositionOf(a) - this.startPositionOf(b)) | 0);
  }

  /** All open slots. Walks the whole table: for rare events. */
  openSlots(): number[] {
    const slots: number[] = [];
    for (const [slot, record] of this.#records.entries()) if (record.job !== undefined) slots.push(slot);
    return slots;
  }
}
