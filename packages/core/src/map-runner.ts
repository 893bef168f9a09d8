import type { ImapOptions, MapOptions } from './call-options.js';
import { autoChunkSize, type ChunkSize, defaultChunkSize } from './chunking.js';
import type { Engine, Feeder } from './engine.js';
import { ImapJob } from './imap-job.js';
import { ImapResults } from './imap-results.js';
import type { Input } from './input-reader.js';
import { MapJob } from './map-job.js';
import { ProgressReporter } from './progress.js';
import type { ResultIterator } from './result-iterator.js';
import { MAX_ITEMS, TaskKind } from './transport/task-record.js';

/** A chunk of measured size is sent whenever a worker would have less than this many ahead. */
const AUTO_CHUNKS_PER_WORKER = 2;

/** The most items of an `imap` chunk of measured size: its input may be endless. */
const MOST_AUTO_IMAP_ITEMS = 1024;

export type MapKind = typeof TaskKind.Map | typeof TaskKind.Starmap;

/** Runs a `map` or `starmap`: one array of results. */
export function runMap(
  engine: Engine,
  kind: MapKind,
  name: string,
  items: readonly unknown[],
  options: MapOptions,
): Promise<unknown[]> {
  if (engine.state !== 'running') return Promise.reject(engine.refusal());
  const functionId = engine.functionId(name);
  if (functionId === undefined) return Promise.reject(engine.unknownTask(name));
  const progress = reporter(options, items.length);
  if (items.length === 0) {
    progress?.inputEnded(0);
    return Promise.resolve([]);
  }
  return new Promise((resolve, reject) => {
    const feeder = new MapFeeder(engine, kind, functionId, items, options.chunkSize);
    feeder.start(new MapJob(items.length, resolve, reject, progress, () => feeder.itemSettled()));
  });
}

/** Starts an `imap` of a pool: results as they come. */
export function runImap(
  engine: Engine,
  pool: object,
  isOrdered: boolean,
  name: string,
  input: Input<unknown>,
  options: ImapOptions,
): ResultIterator<unknown> {
  const functionId = engine.functionId(name);
  const progress = reporter(options, undefined);
  const workers = engine.options.workers;
  const settings = { isOrdered, buffer: options.buffer, workers, progress };
  const job: ImapJob<unknown> = new ImapJob(input, settings, {
    submit: (self, firstItem, items) => engine.sendChunk(self, functionId!, TaskKind.Map, firstItem, items),
    chunkSize: () => imapChunkSize(engine, functionId!, options.chunkSize ?? 1),
    dropWaiting: (self) => engine.dropWaiting(self),
    inputEnded: () => engine.removeFeeder(job),
  });
  if (engine.state !== 'running') job.stopInput(engine.refusal());
  else if (functionId === undefined) job.stopInput(engine.unknownTask(name));
  else {
    engine.addFeeder(job);
    job.start();
  }
  return new ImapResults(job, pool);
}

function reporter(options: MapOptions, total: number | undefined): ProgressReporter | undefined {
  return options.onProgress === undefined ? undefined : new ProgressReporter(options.onProgress, total);
}

function imapChunkSize(engine: Engine, functionId: number, chunkSize: ChunkSize): number {
  if (chunkSize !== 'auto') return Math.min(chunkSize, MAX_ITEMS);
  return autoChunkSize(engine.measuredNanos(functionId), MOST_AUTO_IMAP_ITEMS, 1);
}

/** Sends the chunks of a map: all at once when their size is known, else a few ahead of the workers as they are measured. */
class MapFeeder implements Feeder {
  readonly #engine: Engine;
  readonly #kind: MapKind;
  readonly #functionId: number;
  readonly #items: readonly unknown[];
  readonly #chunkSize: ChunkSize;
  #job: MapJob | undefined;
  #sent = 0;
  #settled = 0;
  /** Items sent and not settled at which more are sent. */
  #lowWater = 0;
  #isFeedScheduled = false;
  #stopError: unknown;

  constructor(
    engine: Engine,
    kind: MapKind,
    functionId: number,
    items: readonly unknown[],
    chunkSize: ChunkSize | undefined,
  ) {
    this.#engine = engine;
    this.#kind = kind;
    this.#functionId = functionId;
    this.#items = items;
    this.#chunkSize = chunkSize ?? defaultChunkSize(items.length, engine.options.workers);
  }

  start(job: MapJob): void {
    this.#job = job;
    if (this.#chunkSize === 'auto') {
      this.#engine.addFeeder(this);
      this.#feedMeasured();
      return;
    }
    while (this.#sent < this.#items.length) this.#sendChunk(this.#chunkSize);
  }

  /** An item has its result. More is sent outside of this call, because results may be coming in right now. */
  itemSettled(): void {
    this.#settled += 1;
    if (this.#chunkSize !== 'auto' || this.#isFeedScheduled || this.#sent === this.#items.length) return;
    if (this.#sent - this.#settled > this.#lowWater) return;
    this.#isFeedScheduled = true;
    queueMicrotask(() => this.#feedMeasured());
  }

  /** A closing pool lets a map that was submitted end; an ended one fails what was not sent. */
  stopInput(error: unknown): void {
    if (this.#engine.state === 'closing') return;
    this.#stopError = error;
    const from = this.#sent;
    this.#sent = this.#items.length;
    for (let item = from; item < this.#items.length; item += 1) this.#job!.itemFailed(item, this.#stopError);
    this.#engine.removeFeeder(this);
  }

  #feedMeasured(): void {
    this.#isFeedScheduled = false;
    const { workers } = this.#engine.options;
    while (this.#sent < this.#items.length && this.#sent - this.#settled <= this.#lowWater) {
      const measured = this.#engine.measuredNanos(this.#functionId);
      const size = autoChunkSize(measured, this.#items.length - this.#sent, workers);
      this.#lowWater = (AUTO_CHUNKS_PER_WORKER * workers - 1) * size;
      this.#sendChunk(size);
    }
    if (this.#sent === this.#items.length) this.#engine.removeFeeder(this);
  }

  #sendChunk(size: number): void {
    const firstItem = this.#sent;
    const items = this.#items.slice(firstItem, firstItem + Math.min(size, MAX_ITEMS));
    this.#sent += items.length;
    this.#engine.sendChunk(this.#job!, this.#functionId, this.#kind, firstItem, items);
  }
}
