import type { UnchangingArguments } from './unchanging-arguments.js';

/** A record that waits for a worker: its slot, its encoded bytes or the arguments of a call that nobody can change, and whether it must not stand behind anything. */
export interface WaitingRecord {
  readonly slot: number;
  readonly payload: Uint8Array | UnchangingArguments;
  readonly needsIdleWorker: boolean;
}

/** Removed entries pile up before the array is cut: one move of what is left pays for this many removals. */
const CUT_AFTER = 1024;

/** The records that no ring has room for yet, in the order they are to run. */
export class Backlog {
  #records: (WaitingRecord | undefined)[] = [];
  #first = 0;

  get length(): number {
    return this.#records.length - this.#first;
  }

  push(record: WaitingRecord): void {
    this.#records.push(record);
  }

  /** Puts records that were taken back before all others, keeping their order. */
  unshift(records: readonly WaitingRecord[]): void {
    this.#records = [...records, ...this.#records.slice(this.#first)];
    this.#first = 0;
  }

  /** The oldest record, which stays where it is. */
  peek(): WaitingRecord | undefined {
    return this.#records[this.#first];
  }

  /** Removes the oldest record. */
  shift(): void {
    if (this.length === 0) return;
    this.#records[this.#first] = undefined;
    this.#first += 1;
    if (this.#first < CUT_AFTER || this.#first * 2 < this.#records.length) return;
    this.#records = this.#records.slice(this.#first);
    this.#first = 0;
  }

  /** Removes the records of these slots, wherever they stand. */
  remove(slots: ReadonlySet<number>): void {
    this.#records = this.#records.slice(this.#first).filter((record) => !slots.has(record!.slot));
    this.#first = 0;
  }

  /** The slots of all records, oldest first. */
  slots(): number[] {
    return this.#records.slice(this.#first).map((record) => record!.slot);
  }

  clear(): void {
    this.#records = [];
    this.#first = 0;
  }
}
