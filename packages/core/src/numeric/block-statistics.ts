/** How the blocks of `parallelFor`, `mapBlocks`, `reduce` and `scan` travelled. Plain data; the blocks themselves are counted as items, too. */
export interface BlockSummary {
  /** Calls that have ended, refused and empty ones not counted. */
  readonly calls: number;
  /** Calls that one worker ran alone: they had one block, or were known to be so short that sharing would have cost more than it saves. */
  readonly undivided: number;
  /** Blocks that were sent; those of a `scan` once for each of its two passes. */
  readonly sent: number;
  /** Messages that carried them. */
  readonly messages: number;
  /** Most blocks in one message of the newest call: they grow and shrink with the measured time of a block, and never change a block's edges. */
  readonly mostPerMessage: number;
}

/** Counts calls, blocks and messages. */
export class BlockStatistics {
  #calls = 0;
  #undivided = 0;
  #sent = 0;
  #messages = 0;
  #most = 0;
  #passes = 0;

  /** The number of a pass over blocks that begins. */
  nextPass(): number {
    this.#passes += 1;
    return this.#passes;
  }

  /** A call sends its first message. */
  callStarted(): void {
    this.#most = 0;
  }

  callEnded(isUndivided: boolean): void {
    this.#calls += 1;
    if (isUndivided) this.#undivided += 1;
  }

  messageSent(blocks: number): void {
    this.#messages += 1;
    this.#sent += blocks;
    this.#most = Math.max(this.#most, blocks);
  }

  summary(): BlockSummary {
    return {
      calls: this.#calls,
      undivided: this.#undivided,
      sent: this.#sent,
      messages: this.#messages,
      mostPerMessage: this.#most,
    };
  }
}
