/** How many values a batch holds, wherever a lane sends batches. */
export const BATCH_LENGTH = 64;

/** Room of a ring of numbers, in every implementation: enough to decouple the threads, and it stays in the cache. */
export const NUMBER_SLOTS = 4_096;

/** What travels, and how: the rows of S10. */
export const LANE_NAMES = [
  'numbers, one by one',
  'numbers, in batches of 64',
  '16 B records, one by one',
  '16 B records, in batches of 64',
  '256 B records, one by one',
  '256 B records, in batches of 64',
  'round trip, spinning',
  'round trip, parked',
] as const;

export type LaneName = (typeof LANE_NAMES)[number];

/**
 * One way to get values from one thread to another through one implementation. Each lane has loops of its own, so that
 * no engine has to compile one loop for many rings. The values are 0, 1, 2 … in each run.
 */
export interface Lane {
  /** The memory that both threads share. */
  allocate(): readonly SharedArrayBuffer[];

  /** Makes the sending side, in its thread: sends `count` values and returns how many milliseconds of that do not count. */
  producer(memory: readonly SharedArrayBuffer[]): (count: number) => number;

  /** Makes the receiving side, in its thread: receives `count` values, even wrong ones, and returns how many were wrong. */
  consumer(memory: readonly SharedArrayBuffer[]): (count: number) => number;
}

/** The lanes an implementation has. */
export type Lanes = { readonly [Name in LaneName]?: Lane };

/** The memory at a place; throws where a lane made too little of it. */
export function memoryAt(memory: readonly SharedArrayBuffer[], index: number): SharedArrayBuffer {
  const buffer = memory[index];
  if (buffer === undefined) throw new RangeError(`Expected more than ${index} shared buffers, got ${memory.length}.`);
  return buffer;
}
