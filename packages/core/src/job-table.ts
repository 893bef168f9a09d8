import type { TaskLimits } from './task-limits.js';

/** A job: what one `apply`, `map`, `imap` … of the user is told about its items. Its methods must not throw. */
export interface Job {
  /** What its running items are held to, if anything can stop them. */
  readonly limits: TaskLimits | undefined;

  /** Item `index` gave `value`. Called once for each item, or `itemFailed` is. */
  itemDone(index: number, value: unknown): void;

  /** Items from `first` on gave `count` numbers, which stand at `offset` as float64 values: for jobs of many items, in place of as many calls of `itemDone`. */
  numbersDone?(first: number, view: DataView, offset: number, count: number): void;

  itemFailed(index: number, error: unknown): void;

  /** All that is left of it fails, now; what it is told of items afterwards is ignored. */
  cancel(makeError: () => Error): void;
}

/** Fails `count` items of a job, from item `first` on. */
export function failItems(job: Job, first: number, count: number, makeError: () => unknown): void {
  for (let item = first; item < first + count; item += 1) job.itemFailed(item, makeError());
}

/** So many submissions of short tasks are stood for by one whose waiting is measured; a power of two. */
export const SUBMISSIONS_PER_SAMPLE = 64;

/** No worker holds the slot's record: it waits in the backlog. */
export const UNASSIGNED = -1;

/** Holders below this have no place any more: their ends are not heard of yet. */
export const FIRST_WITHOUT_PLACE = -2;

/** No slot. */
const NONE = -1;

/** Any worker may run the record. */
export const ANY_WORKER = -1;

// Where the numbers of a record stand in its row, which fills one cache line: what a tiny task touches here is this line, its job, and its time if that is measured.

/** Index in the job of the record's first item; `FAR` where it is kept apart. */
const FIRST_ITEM = 0;
/** How many items the record has. */
const ITEMS = 1;
/** Place of the item whose result comes next in turn. */
const NEXT_PLACE = 2;
/** Place behind the last result that came out of turn from the worker that has the record now. */
const END_OF_RESULTS = 3;
/** Results that are owed by a worker. */
const OWED = 4;
/** Items whose job has heard nothing yet. */
const UNSETTLED = 5;
/** Who holds the record, and at which position of its ring it starts. */
const WORKER = 6;
const START_POSITION = 7;
/** The one worker that may run it. */
const TARGET = 8;
const FUNCTION = 9;
/** Whether its waiting is measured. */
const IS_TIMED = 10;
/** The next free slot, while this one is free. */
const NEXT_FREE = 11;

/** Numbers of a row, as a power of two. */
const ROW_SHIFT = 4;
const FIRST_SLOTS = 256;

/** An input without end has more items than an integer can count. */
const FAR = -1;
const MOST_FIRST_ITEM = 2 ** 30;

/** What is seldom to be known of a record. */
interface Notes {
  /** Places of items that were settled out of turn: stopped before their result came, or done before others. */
  settled?: Set<number>;
  /** How often items were started whose worker died, by place. */
  attempts?: Map<number, number>;
  /** What must live, and may have to be sent again, as long as the record is open. */
  luggage?: unknown;
  /** Index of a first item that is too far for the row. */
  firstItem?: number;
}

/**
 * The records that are open, each in a slot whose number travels with it. A row of numbers for each slot, and the free slots in a list, because a tiny task
 * passes through here twice in some hundred nanoseconds.
 */
export class JobTable {
  #rows = new Int32Array(FIRST_SLOTS << ROW_SHIFT);
  /** When the records were submitted whose waiting is measured, by slot. */
  readonly #submittedAt: number[] = [];
  /** `undefined` while the slot is free. */
  readonly #jobs: (Job | undefined)[] = [];
  #firstFree = NONE;

  /** By slot, what most records have nothing of. */
  readonly #notes = new Map<number, Notes>();

  #open = 0;
  #openItems = 0;

  /** Told of what a record had beside it when its slot is given back; set once by the owner. */
  luggageDropped: (luggage: unknown) => void = () => {};

  /** How many slots are taken. */
  get open(): number {
    return this.#open;
  }

  /** Items that are not settled. */
  get openItems(): number {
    return this.#openItems;
  }

  /** Takes a slot for a record with `items` items of a job. `submittedAt`: as of `submittedAt(slot)`. */
  add(job: Job, functionId: number, firstItem: number, items: number, submittedAt = 0): number {
    const slot = this.#firstFree === NONE ? this.#newSlot() : this.#firstFree;
    const rows = this.#rows;
    const row = slot << ROW_SHIFT;
    this.#firstFree = rows[row + NEXT_FREE]!;
    this.#jobs[slot] = job;
    rows[row + FIRST_ITEM] = firstItem <= MOST_FIRST_ITEM ? firstItem : FAR;
    rows[row + ITEMS] = items;
    rows[row + NEXT_PLACE] = 0;
    rows[row + END_OF_RESULTS] = 0;
    rows[row + OWED] = items;
    rows[row + UNSETTLED] = items;
    rows[row + WORKER] = UNASSIGNED;
    rows[row + TARGET] = ANY_WORKER;
    rows[row + FUNCTION] = functionId;
    rows[row + IS_TIMED] = 0;
    this.#open += 1;
    this.#openItems += items;
    if (submittedAt !== 0) this.setSubmittedAt(slot, submittedAt);
    if (firstItem > MOST_FIRST_ITEM) this.#notesOf(slot).firstItem = firstItem;
    return slot;
  }

  /** Gives a slot back. Items that are not settled are dropped. */
  remove(slot: number): void {
    const rows = this.#rows;
    const row = slot << ROW_SHIFT;
    this.#jobs[slot] = undefined;
    this.#openItems -= rows[row + UNSETTLED]!;
    this.#open -= 1;
    rows[row + UNSETTLED] = 0;
    rows[row + NEXT_FREE] = this.#firstFree;
    this.#firstFree = slot;
    if (this.#notes.size > 0) this.#dropNotes(slot);
  }

  /** The job of an open slot; `undefined` for any other number. */
  jobOf(slot: number): Job | undefined {
    return slot < this.#jobs.length ? this.#jobs[slot] : undefined;
  }

  /** Whether the slot is open, and `holder` has its record. */
  isHeldBy(holder: number, slot: number): boolean {
    return this.#rows[(slot << ROW_SHIFT) + WORKER] === holder && this.#jobs[slot] !== undefined;
  }

  functionOf(slot: number): number {
    return this.#rows[(slot << ROW_SHIFT) + FUNCTION]!;
  }

  itemsOf(slot: number): number {
    return this.#rows[(slot << ROW_SHIFT) + ITEMS]!;
  }

  /** Results that a worker owes for the record. */
  owedBy(slot: number): number {
    return this.#rows[(slot << ROW_SHIFT) + OWED]!;
  }

  /** Items that are not settled. */
  unsettledOf(slot: number): number {
    return this.#rows[(slot << ROW_SHIFT) + UNSETTLED]!;
  }

  /** Place of the item whose result comes next in turn. */
  nextPlace(slot: number): number {
    return this.#rows[(slot << ROW_SHIFT) + NEXT_PLACE]!;
  }

  /** The next result in turn came. Returns the item's index in the job, or -1 when that has been told already. */
  resultInTurn(slot: number): number {
    const rows = this.#rows;
    const row = slot << ROW_SHIFT;
    const place = rows[row + NEXT_PLACE]!;
    rows[row + NEXT_PLACE] = place + 1;
    rows[row + OWED] = rows[row + OWED]! - 1;
    const unsettled = rows[row + UNSETTLED]!;
    if (unsettled === 0 || (this.#notes.size > 0 && this.#isSettledOutOfTurn(slot, place))) return -1;
    rows[row + UNSETTLED] = unsettled - 1;
    this.#openItems -= 1;
    return this.#indexOf(slot, place);
  }

  /** The next `count` results in turn came. Returns the index in the job of the first; -1, and nothing is counted, where some have been told already. */
  resultsInTurn(slot: number, count: number): number {
    const rows = this.#rows;
    const row = slot << ROW_SHIFT;
    const place = rows[row + NEXT_PLACE]!;
    if (rows[row + UNSETTLED]! < count || this.#notes.get(slot)?.settled !== undefined) return -1;
    rows[row + NEXT_PLACE] = place + count;
    rows[row + OWED]! -= count;
    rows[row + UNSETTLED]! -= count;
    this.#openItems -= count;
    return this.#indexOf(slot, place);
  }

  /** The result of the item at `place` came, in no turn. Returns the item's index in the job, or -1 when that has been told already. */
  resultAt(slot: number, place: number): number {
    const row = slot << ROW_SHIFT;
    this.#rows[row + OWED]! -= 1;
    this.#rows[row + END_OF_RESULTS] = Math.max(this.#rows[row + END_OF_RESULTS]!, place + 1);
    return this.settle(slot, place);
  }

  /** Counts an item as settled whose result may still come. Returns its index in the job, or -1 when it is settled. */
  settle(slot: number, place: number): number {
    if (this.isSettled(slot, place)) return -1;
    const notes = this.#notesOf(slot);
    (notes.settled ??= new Set()).add(place);
    this.#rows[(slot << ROW_SHIFT) + UNSETTLED]! -= 1;
    this.#openItems -= 1;
    return this.#indexOf(slot, place);
  }

  isSettled(slot: number, place: number): boolean {
    return place < this.nextPlace(slot) || this.unsettledOf(slot) === 0 || this.#isSettledOutOfTurn(slot, place);
  }

  /** No more results come for the record. */
  stopOwing(slot: number): void {
    this.#rows[(slot << ROW_SHIFT) + OWED] = 0;
  }

  /** Counts all items as settled: their job has been told, and hears no more. */
  settleAll(slot: number): void {
    this.#openItems -= this.unsettledOf(slot);
    this.#rows[(slot << ROW_SHIFT) + UNSETTLED] = 0;
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
    return Math.max(this.nextPlace(slot), this.#rows[(slot << ROW_SHIFT) + END_OF_RESULTS]!);
  }

  /** The record runs again from the item at `place` on. */
  runAgainFrom(slot: number, place: number): void {
    const row = slot << ROW_SHIFT;
    this.#rows[row + NEXT_PLACE] = place;
    this.#rows[row + END_OF_RESULTS] = place;
    this.#rows[row + OWED] = this.itemsOf(slot) - place;
    this.#rows[row + WORKER] = UNASSIGNED;
  }

  /** The worker died that ran the item at `place`. Returns how often it was started. */
  countAttempt(slot: number, place: number): number {
    const attempts = (this.#notesOf(slot).attempts ??= new Map<number, number>());
    const count = (attempts.get(place) ?? 0) + 1;
    attempts.set(place, count);
    return count;
  }

  assign(slot: number, worker: number, startPosition: number): void {
    const row = slot << ROW_SHIFT;
    this.#rows[row + WORKER] = worker;
    this.#rows[row + START_POSITION] = startPosition;
  }

  /** The records of one holder have another now. */
  changeHolder(from: number, to: number): void {
    for (const slot of this.slotsOf(from)) this.#rows[(slot << ROW_SHIFT) + WORKER] = to;
  }

  unassign(slot: number): void {
    this.#rows[(slot << ROW_SHIFT) + WORKER] = UNASSIGNED;
  }

  workerOf(slot: number): number {
    return this.#rows[(slot << ROW_SHIFT) + WORKER]!;
  }

  startPositionOf(slot: number): number {
    return this.#rows[(slot << ROW_SHIFT) + START_POSITION]!;
  }

  /** The one worker that may run the record, or `ANY_WORKER`. */
  targetOf(slot: number): number {
    return this.#rows[(slot << ROW_SHIFT) + TARGET]!;
  }

  setTarget(slot: number, worker: number): void {
    this.#rows[(slot << ROW_SHIFT) + TARGET] = worker;
  }

  /** When the record was submitted, in milliseconds, negative if it stands for as many as make a sample; 0 when its waiting is not measured. */
  submittedAt(slot: number): number {
    return this.#rows[(slot << ROW_SHIFT) + IS_TIMED] === 0 ? 0 : this.#submittedAt[slot]!;
  }

  setSubmittedAt(slot: number, time: number): void {
    this.#rows[(slot << ROW_SHIFT) + IS_TIMED] = time === 0 ? 0 : 1;
    this.#submittedAt[slot] = time;
  }

  setLuggage(slot: number, luggage: unknown): void {
    this.#notesOf(slot).luggage = luggage;
  }

  luggageOf(slot: number): unknown {
    return this.#notes.size === 0 ? undefined : this.#notes.get(slot)?.luggage;
  }

  /** The slots whose records `worker` holds, oldest first. Walks the whole table: for rare events. */
  slotsOf(worker: number): number[] {
    const slots = this.openSlots().filter((slot) => this.workerOf(slot) === worker);
    return slots.sort((a, b) => (this.startPositionOf(a) - this.startPositionOf(b)) | 0);
  }

  /** All open slots. Walks the whole table: for rare events. */
  openSlots(): number[] {
    const slots: number[] = [];
    for (const [slot, job] of this.#jobs.entries()) if (job !== undefined) slots.push(slot);
    return slots;
  }

  /** A slot that was never used, with a row. */
  #newSlot(): number {
    const slot = this.#jobs.length;
    if (slot << ROW_SHIFT >= this.#rows.length) {
      const longer = new Int32Array(2 * this.#rows.length);
      longer.set(this.#rows);
      this.#rows = longer;
    }
    this.#rows[(slot << ROW_SHIFT) + NEXT_FREE] = NONE;
    return slot;
  }

  #dropNotes(slot: number): void {
    const luggage = this.luggageOf(slot);
    this.#notes.delete(slot);
    if (luggage !== undefined) this.luggageDropped(luggage);
  }

  #notesOf(slot: number): Notes {
    const known = this.#notes.get(slot);
    if (known !== undefined) return known;
    const notes: Notes = {};
    this.#notes.set(slot, notes);
    return notes;
  }

  #indexOf(slot: number, place: number): number {
    const firstItem = this.#rows[(slot << ROW_SHIFT) + FIRST_ITEM]!;
    return firstItem === FAR ? this.#notes.get(slot)!.firstItem! + place : firstItem + place;
  }

  #isSettledOutOfTurn(slot: number, place: number): boolean {
    return this.#notes.get(slot)?.settled?.has(place) === true;
  }
}
