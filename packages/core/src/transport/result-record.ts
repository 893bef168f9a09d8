/**
 * What a worker writes into its out-ring.
 *
 * ```text
 *  0         4         8         12        16
 *  | kind    | slot    | filled  | nanos   | data …
 *  kind: low byte one of ResultKind; SIDE_MESSAGE set: see side-record; the rest is 0, or 1 + the place in its record of an
 *        item that did not end in its turn
 *  filled: bytes of data that are whole; it grows while a chunk runs, so that after a death nothing finished is lost (R3)
 *  nanos: what one item took lately in this worker, as a float32: a task may take days
 * ```
 *
 * Results of a slot come in the order of its items, so their places need not travel, but where items of a chunk run side by side.
 */
export const ResultKind = {
  /** Encoded values, one for each item. */
  Values: 1,
  /** float64 values, one for each item. */
  Numbers: 2,
  /** One item threw; the data are what it threw, encoded. */
  Thrown: 3,
  /** One item failed in the pool's hands; the data are the error's `code`, message and, where there is one, cause. */
  Failed: 4,
  /** The worker is ready; the data are the names of its module's functions. */
  Ready: 5,
  /** The worker cannot become ready; the data are the error. */
  StartFailed: 6,
  /** As `StartFailed`, with an error of the pool's own: the data are as of `Failed`. */
  StartRefused: 7,
  /** The record ends here, as it was told to: the items that have no result will not run. */
  Stopped: 8,
  /** An error that belongs to no task; the worker goes on. */
  WorkerError: 9,
  /** The worker has done all it was to do: it claims nothing more, runs its finalizer, and ends. */
  Retiring: 10,
} as const;
export type ResultKind = (typeof ResultKind)[keyof typeof ResultKind];

export const RESULT_HEADER_BYTES = 16;

/** Longer than any process lives: what is more, or no number, comes out of a damaged ring. */
const MAX_NANOS = 2 ** 63;
const ITEM_SHIFT = 8;
const KIND_MASK = 0xff;

/** Writes the header of a record whose payload starts at `offset`. */
export function writeResultHeader(
  view: DataView,
  offset: number,
  kind: number,
  slot: number,
  filled: number,
  nanos: number,
): void {
  view.setInt32(offset, kind, true);
  view.setInt32(offset + 4, slot, true);
  view.setInt32(offset + 8, filled, true);
  view.setFloat32(offset + 12, nanos, true);
}

/** ResultKind and perhaps SIDE_MESSAGE. */
export function resultKind(view: DataView, offset: number): number {
  return view.getInt32(offset, true) & KIND_MASK;
}

/** Whether the record is what almost all are: encoded values, within the ring, of items in their turn. */
export function isValuesInTurn(view: DataView, offset: number): boolean {
  return view.getInt32(offset, true) === ResultKind.Values;
}

/** A kind that names the item whose result it is by its place in the record. */
export function kindOfItem(kind: number, item: number): number {
  return kind | ((item + 1) << ITEM_SHIFT);
}

/** Place in its record of the item that has this result, or -1: the next one in turn. */
export function resultItem(view: DataView, offset: number): number {
  return (view.getInt32(offset, true) >>> ITEM_SHIFT) - 1;
}

export function resultSlot(view: DataView, offset: number): number {
  return view.getInt32(offset + 4, true);
}

export function resultFilled(view: DataView, offset: number): number {
  return view.getInt32(offset + 8, true);
}

export function setResultFilled(view: DataView, offset: number, filled: number): void {
  view.setInt32(offset + 8, filled, true);
}

/** The bytes of what one item took: equal where the times are equal. */
export function nanosWord(view: DataView, offset: number): number {
  return view.getInt32(offset + 12, true);
}

/** What one item took, in nanoseconds; 0 where that is not known. */
export function resultNanos(view: DataView, offset: number): number {
  const nanos = view.getFloat32(offset + 12, true);
  return nanos > 0 && nanos <= MAX_NANOS ? nanos : 0;
}
