/**
 * Rings of workers that have ended, kept for those that start: the garbage collector does not feel the weight of shared memory, so rings that
 * were only dropped would pile up. There is one store for all pools of a thread.
 */
import { createRing, resetRing, RingCorruptError } from 'atomics-ring';

/** Memory that is kept for workers to come. */
const MOST_BYTES_KEPT = 16 * 1024 * 1024;

interface Kept {
  readonly buffer: SharedArrayBuffer;
  readonly capacityBytes: number;
}

/** Keeps rings up to a number of bytes; of more, those that were given back first are dropped. */
export class RingStore {
  readonly #mostBytes: number;
  /** Oldest first. All are as new. */
  readonly #kept: Kept[] = [];
  #keptBytes = 0;
  /** Capacities of the rings that were taken and not given back. */
  readonly #lent = new WeakMap<SharedArrayBuffer, number>();

  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes;
  }

  /** Bytes of memory that wait to be used again. */
  get keptBytes(): number {
    return this.#keptBytes;
  }

  /** A ring that is new or as new. */
  takeRing(capacityBytes: number): SharedArrayBuffer {
    const buffer = this.#takeKept(capacityBytes) ?? createRing({ capacityBytes }).buffer;
    this.#lent.set(buffer, capacityBytes);
    return buffer;
  }

  /** Takes a ring back whose worker has ended: only after its `'exit'`, and never from one that cannot be stopped. */
  giveBack(buffer: SharedArrayBuffer): void {
    const capacityBytes = this.#lent.get(buffer);
    if (capacityBytes === undefined)
      throw new Error('Expected a ring that was taken, and given back once, got another.');
    this.#lent.delete(buffer);
    if (isMadeNew(buffer)) this.#keep({ buffer, capacityBytes });
  }

  #takeKept(capacityBytes: number): SharedArrayBuffer | undefined {
    const index = this.#kept.findIndex((kept) => kept.capacityBytes === capacityBytes);
    if (index < 0) return undefined;
    const [{ buffer }] = this.#kept.splice(index, 1) as [Kept];
    this.#keptBytes -= buffer.byteLength;
    return buffer;
  }

  #keep(ring: Kept): void {
    this.#kept.push(ring);
    this.#keptBytes += ring.buffer.byteLength;
    while (this.#keptBytes > this.#mostBytes) this.#keptBytes -= this.#kept.shift()!.buffer.byteLength;
  }
}

/** What is no ring any more, because a task wrote where it should not, is dropped. */
function isMadeNew(buffer: SharedArrayBuffer): boolean {
  try {
    resetRing(buffer);
    return true;
  } catch (error) {
    if (error instanceof RingCorruptError) return false;
    throw error;
  }
}

const store = new RingStore(MOST_BYTES_KEPT);

/** A ring for a worker that starts. */
export function takeRing(capacityBytes: number): SharedArrayBuffer {
  return store.takeRing(capacityBytes);
}

/** The ring of a worker that has ended: only after its `'exit'`, once, and never of one that cannot be stopped. */
export function giveBack(buffer: SharedArrayBuffer): void {
  store.giveBack(buffer);
}
