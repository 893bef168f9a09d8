import type { Cancellable } from './abort-signals.js';
import { autoChunkSize, type ChunkSize, defaultChunkSize } from './chunking.js';
import type { Engine } from './engine.js';
import type { Feeder } from './feeder.js';
import type { Job } from './job-table.js';
import { BLOCKS_AHEAD_NANOS } from './scheduler.js';
import { MAX_ITEMS, type TaskKind } from './transport/task-record.js';

export type MapKind = typeof TaskKind.Map | typeof TaskKind.Starmap | typeof TaskKind.Combine | typeof TaskKind.Carries;

/** What a map consists of, and how a chunk of it is sent. */
export interface ChunkSource {
  readonly length: number;
  /** The most items of a chunk. */
  readonly mostItems: number;
  /** So many chunks of measured size would be a worker's share of what is left. Left out: as many as in Python's rule. */
  readonly chunksPerWorker?: number;
  /** Whether its chunks cost next to nothing to make: they are sent further ahead, and workers woken when all that are due are sent. */
  readonly isLight?: boolean;
  send(job: Job, firstItem: number, count: number): void;
}

/** Chunks of a list of items. */
export function itemsSource(engine: Engine, kind: MapKind, functionId: number, items: readonly unknown[]): ChunkSource {
  return {
    length: items.length,
    mostItems: MAX_ITEMS,
    send: (job, firstItem, count) =>
      engine.sendChunk(job, functionId, kind, firstItem, items.slice(firstItem, firstItem + count)),
  };
}

/** A chunk of measured size is sent whenever a worker would have less than this many ahead. */
const AUTO_CHUNKS_PER_WORKER = 2;

/** Nor do workers have less than this ahead: until the main thread is awake and sends more, they must not run dry. */
const AHEAD_NANOS = 2_000_000;

/** Sends the chunks of a map: all at once when their size is known, else a few ahead of the workers as they are measured. */
export class MapFeeder implements Feeder, Cancellable {
  readonly #engine: Engine;
  readonly #functionId: number;
  readonly #source: ChunkSource;
  readonly #chunkSize: ChunkSize;
  #job: Job | undefined;
  #sent = 0;
  #settled = 0;
  /** Items sent and not settled at which more are sent. */
  #lowWater = 0;
  /** Whether more is due. */
  #isFeedScheduled = false;

  constructor(engine: Engine, functionId: number, source: ChunkSource, chunkSize: ChunkSize | undefined) {
    this.#engine = engine;
    this.#functionId = functionId;
    this.#source = source;
    this.#chunkSize = chunkSize ?? defaultChunkSize(source.length, engine.options.workers);
  }

  start(job: Job): void {
    this.#job = job;
    if (this.#chunkSize === 'auto') {
      this.#engine.addFeeder(this);
      this.#engine.admission.countUnsent(this.#source.length);
      this.#isFeedScheduled = true;
      this.#feedMeasured();
      return;
    }
    while (this.#sent < this.#source.length) this.#sendChunk(this.#chunkSize);
  }

  /** So many items more have their results. More is sent outside of this call, because results may be coming in right now. */
  itemsSettled(count: number): void {
    this.#settled += count;
    if (this.#chunkSize !== 'auto' || this.#isFeedScheduled || this.#sent === this.#source.length) return;
    if (this.#sent - this.#settled > this.#lowWater) return;
    this.#isFeedScheduled = true;
    queueMicrotask(() => this.#feedMeasured());
  }

  /** A closing pool lets a map that was submitted end; an ended one fails all that is open of it, and drops it itself. Not item by item: blocks can be more than can be counted off. */
  stopInput(makeError: () => Error): void {
    if (this.#engine.state === 'closing') return;
    this.#sendNoMore();
    this.#job!.cancel(makeError);
  }

  /** All that the pool allows was counted when the map was submitted. */
  roomMade(): void {}

  /** Ends the map with an error. */
  cancel(makeError: () => Error): void {
    this.#sendNoMore();
    this.#engine.cancel(this.#job!, makeError);
  }

  /** The map is over: what is left of it is of no use. */
  drop(): void {
    this.#sendNoMore();
    this.#engine.drop(this.#job!);
  }

  #sendNoMore(): void {
    const unsent = this.#source.length - this.#sent;
    this.#sent = this.#source.length;
    if (this.#chunkSize !== 'auto' || unsent === 0) return;
    this.#engine.dropUnsent(unsent);
    this.#engine.removeFeeder(this);
  }

  /** Sends more if more is due, in the place of the microtask that would: for a thread that blocks. */
  feed(): void {
    if (this.#isFeedScheduled) this.#feedMeasured();
  }

  #feedMeasured(): void {
    if (!this.#isFeedScheduled) return;
    this.#isFeedScheduled = false;
    if (this.#source.isLight === true) this.#engine.together(this.#sendDue);
    else this.#sendDue();
    if (this.#sent === this.#source.length) this.#engine.removeFeeder(this);
  }

  readonly #sendDue = (): void => {
    const { workers } = this.#engine.options;
    while (this.#sent < this.#source.length && this.#sent - this.#settled <= this.#lowWater) {
      const measured = this.#engine.measuredNanos(this.#functionId);
      const size = autoChunkSize(measured, this.#source.length - this.#sent, workers, this.#source.chunksPerWorker);
      const fewestAhead = itemsAhead(
        measured,
        workers * (this.#source.isLight === true ? BLOCKS_AHEAD_NANOS : AHEAD_NANOS),
      );
      this.#lowWater = Math.max((AUTO_CHUNKS_PER_WORKER * workers - 1) * size, fewestAhead);
      this.#sendChunk(size);
    }
  };

  #sendChunk(size: number): void {
    const firstItem = this.#sent;
    const count = Math.min(size, this.#source.mostItems, this.#source.length - firstItem);
    this.#sent += count;
    if (this.#chunkSize === 'auto') this.#engine.admission.countUnsent(-count);
    this.#source.send(this.#job!, firstItem, count);
  }
}

function itemsAhead(itemNanos: number | undefined, nanos: number): number {
  return itemNanos === undefined ? 0 : Math.floor(nanos / Math.max(1, itemNanos));
}
