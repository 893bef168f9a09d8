import type { Chunk } from './chunk.js';

/** The chunks that are open side by side, in the order of their records: the ring's bytes can be given back up to the oldest. */
export class OpenChunks {
  #oldest: Chunk | undefined;
  #newest: Chunk | undefined;

  /** Where the record of the oldest one starts. */
  get oldestStart(): number | undefined {
    return this.#oldest?.startPosition;
  }

  add(chunk: Chunk): void {
    if (this.#newest === undefined) this.#oldest = chunk;
    else this.#newest.newer = chunk;
    this.#newest = chunk;
  }

  /** Drops those at the old end that are done. One that is done before an older one waits for it. */
  dropDone(): void {
    while (this.#oldest !== undefined && isDone(this.#oldest)) this.#oldest = this.#oldest.newer;
    if (this.#oldest === undefined) this.#newest = undefined;
  }
}

/** Whether all items have started, and none is awaited. */
export function isDone(chunk: Chunk): boolean {
  return chunk.next === chunk.count && chunk.awaited === 0;
}
