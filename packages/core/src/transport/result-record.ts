/**
 * What a worker writes into its out-ring.
 *
 * ```text
 *  0         4         8         12        16
 *  | kind    | slot    | filled  | nanos   | data …
 *  kind: one of ResultKind; SIDE_MESSAGE set: data is a message's number
 *  filled: bytes of data that are whole; it grows while a chunk runs, so that after a death nothing finished is lost (R3)
 *  nanos: what one item took lately in this worker, at most 2³² − 1
 * ```
 *
 * Results of a slot come in the order of its items, so their indices need not travel.
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
} as const;
export type ResultKind = (typeof ResultKind)[keyof typeof ResultKind];

export const RESULT_HEADER_BYTES = 16;

const MAX_NANOS = 2 ** 32 - 1;

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
  view.setUint32(offset + 12, Math.min(nanos, MAX_NANOS), true);
}

export function resultKind(view: DataView, offset: number): number {
  return view.getInt32(offset, true);
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

export function resultNanos(view: DataView, offset: number): number {
  return view.getUint32(offset + 12, true);
}
