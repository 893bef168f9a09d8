/** What the loop does next: claims a record, asks again, or leaves the thread to the event loop until a promise has settled. */
export type NextStep = 'claim' | 'again' | 'wait';

/** Runs the items of records: one by one, or several that await side by side. */
export interface Runner {
  /** Items that have started and not ended. */
  readonly openItems: number;

  /** Whether the time that an item awaits is its own, and the batch's: it is where nothing else runs meanwhile. */
  readonly waitsInBatch: boolean;

  /** All bytes of the ring before this position belong to records that are done. */
  readonly doneUpTo: number;

  /** The record that the ring has just given, of a kind that holds tasks: runs it, as far as it can be run now. */
  take(kind: number, offset: number): void;

  /** Goes on with what was taken. */
  goOn(): NextStep;
}
