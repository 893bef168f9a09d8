/** A piece of a counted work: from `begin` up to, not including, `end`. */
export interface Range {
  readonly begin: number;
  readonly end: number;
}

/** Cuts `length` pieces of work into ranges of `size`; the last may be shorter. */
export function rangesOf(length: number, size: number): Range[] {
  const count = Math.ceil(length / size);
  return Array.from({ length: count }, (_, i) => ({ begin: i * size, end: Math.min((i + 1) * size, length) }));
}
