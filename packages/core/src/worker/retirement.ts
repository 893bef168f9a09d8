const BYTES_PER_MB = 1024 * 1024;

/** How long tasks may run between two looks at the heap, which take a few microseconds each. */
const BETWEEN_LOOKS_MILLIS = 20;

/**
 * When a worker retires by itself: after so many items, or once its used heap passes a limit. Used is what V8 says is used: what is garbage
 * and not collected yet counts, what lies outside of the heap (array buffers) does not.
 */
export class Retirement {
  readonly #maxTasks: number;
  readonly #maxHeapBytes: number;
  #lastLook = -Infinity;
  /** Items that had run at the last look: a worker that has done nothing since does not retire, however small the limit. */
  #itemsAtLook = 0;

  constructor(maxTasks: number, maxHeapMb: number) {
    this.#maxTasks = maxTasks;
    this.#maxHeapBytes = maxHeapMb * BYTES_PER_MB;
  }

  /** Items that may run before it is due. */
  itemsLeft(itemsRun: number): number {
    return this.#maxTasks - itemsRun;
  }

  /** After a batch: whether it is due. Looks at the heap now and then. */
  isDue(itemsRun: number, time: number): boolean {
    if (itemsRun >= this.#maxTasks) return true;
    return time - this.#lastLook >= BETWEEN_LOOKS_MILLIS && this.isDueBeforeSleep(itemsRun, time);
  }

  /** Before the worker sleeps: the same with a look at the heap, unless it has done nothing since the last one. */
  isDueBeforeSleep(itemsRun: number, time: number): boolean {
    if (this.#maxHeapBytes === Infinity || itemsRun === this.#itemsAtLook) return false;
    this.#lastLook = time;
    this.#itemsAtLook = itemsRun;
    return usedHeapBytes() > this.#maxHeapBytes;
  }
}

/** `node:v8` is loaded by the first look: few pools limit the heap, and every worker would start later for it. */
function usedHeapBytes(): number {
  return process.getBuiltinModule('node:v8').getHeapStatistics().used_heap_size;
}
