/** How many items are sent together: Python's rule, or by the measured time of a task. */
export type ChunkSize = number | 'auto';

/** Chunks per worker in Python's rule: enough for an even end when tasks differ, few enough to cost little. */
const CHUNKS_PER_WORKER = 4;

/** How long a chunk of `'auto'` should run: long against the cost of a message, short against a person's patience. */
const AUTO_CHUNK_NANOS = 2_000_000;

/** Python's `ceil(length / (4 × workers))`; at least 1. */
export function defaultChunkSize(length: number, workers: number): number {
  return shareOf(length, CHUNKS_PER_WORKER * workers);
}

function shareOf(length: number, chunks: number): number {
  return Math.max(1, Math.ceil(length / chunks));
}

/** A chunk that runs for less costs more than it brings: the main thread may have to be woken to send the next. */
const SHORTEST_CHUNK_NANOS = 150_000;

/**
 * Items per chunk so that it runs for about 2 ms, by what one item was measured to take; less towards the end, where a rule like Python's gives every worker its share of what
 * is left, but not so little that sending costs more than running. Before anything is measured it is 1.
 */
export function autoChunkSize(
  itemNanos: number | undefined,
  itemsLeft: number,
  workers: number,
  chunksPerWorker: number = CHUNKS_PER_WORKER,
): number {
  if (itemNanos === undefined) return 1;
  const nanos = Math.max(1, itemNanos);
  const byTime = Math.max(1, Math.round(AUTO_CHUNK_NANOS / nanos));
  const fewest = Math.min(itemsLeft, Math.ceil(SHORTEST_CHUNK_NANOS / nanos));
  return Math.min(byTime, Math.max(fewest, shareOf(itemsLeft, workers * chunksPerWorker)));
}
