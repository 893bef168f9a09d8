/** Most blocks of a call that says nothing of their size: enough for many workers to end together, few enough that blocks cost little. */
const MOST_BLOCKS = 512;

/** Fewest elements of a block of an array, whose elements are mostly worth some nanoseconds. */
const FEWEST_ELEMENTS = 1024;

/** Grains this long are a multiple of it, so that blocks begin at whole cache lines whatever their elements. */
const ALIGNED_ELEMENTS = 128;

/** Where the blocks of a range lie. It follows from the range and the grain alone, and so is the same for any number of workers. */
export interface BlockEdges {
  readonly begin: number;
  readonly end: number;
  /** Elements of each block but the last, which may have fewer. */
  readonly grain: number;
  readonly count: number;
}

/** One block's part of the range: `begin`, and up to `end`. */
export interface BlockRange {
  readonly begin: number;
  readonly end: number;
}

export function blockEdges(begin: number, end: number, grain: number): BlockEdges {
  return { begin, end, grain, count: Math.ceil((end - begin) / grain) };
}

/** Elements of a block of an array where none were asked for: by its length alone. */
export function arrayGrain(length: number): number {
  return Math.max(FEWEST_ELEMENTS, rangeGrain(length));
}

/** The same for a range, of which nobody knows what one step takes: a row of an image as well as one number. */
export function rangeGrain(length: number): number {
  const least = Math.max(1, Math.ceil(length / MOST_BLOCKS));
  return least < FEWEST_ELEMENTS ? least : Math.ceil(least / ALIGNED_ELEMENTS) * ALIGNED_ELEMENTS;
}

/** The range of block `index`. */
export function blockRange({ begin, end, grain }: BlockEdges, index: number): BlockRange {
  const first = begin + index * grain;
  return { begin: first, end: Math.min(first + grain, end) };
}
