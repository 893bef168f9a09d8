import { abortedBy } from './abort-signals.js';
import type { Submitted } from './async-result.js';
import type { ImapOptions, MapOptions } from './call-options.js';
import { Outcome } from './blocking-call.js';
import { autoChunkSize, type ChunkSize } from './chunking.js';
import type { Engine } from './engine.js';
import { ImapJob } from './imap-job.js';
import { ImapResults } from './imap-results.js';
import type { Input } from './input-reader.js';
import { itemsSource, MapFeeder, type MapKind } from './map-feeder.js';
import { MapJob, type MapJobParts } from './map-job.js';
import { progressReporter } from './progress.js';
import type { ResultIterator } from './result-iterator.js';
import { SettledJob } from './settled-job.js';
import { refused, settling } from './task-call.js';
import { limitsOf } from './task-limits.js';
import { MAX_ITEMS, TaskKind } from './transport/task-record.js';

/** The most items of an `imap` chunk of measured size: its input may be endless. */
const MOST_AUTO_IMAP_ITEMS = 1024;

/** How the outcomes of a map's items become that of the map: the results or an error, or an outcome for each item. */
export type MapForm = 'results' | 'outcomes';

/** Which of the calls that map it is. */
export interface MapCall {
  readonly kind: MapKind;
  readonly form: MapForm;
  /** Whether its caller gets a handle. */
  readonly canCancel: boolean;
}

/** Runs a `map`, `starmap` or `mapSettled`. */
export function runMap(
  engine: Engine,
  { kind, form, canCancel }: MapCall,
  name: string,
  items: readonly unknown[],
  options: MapOptions,
): Submitted<unknown[]> {
  const { signal } = options;
  if (signal?.aborted === true) return refused(abortedBy(signal));
  const refusal = engine.refusalOf(name, items.length);
  if (refusal !== undefined) return refused(refusal);
  const progress = progressReporter(options, items.length);
  if (items.length === 0) {
    progress?.inputEnded(0);
    return { promise: Promise.resolve([]), cancel: () => {} };
  }
  const functionId = engine.admission.functionId(name)!;
  const feeder = new MapFeeder(engine, functionId, itemsSource(engine, kind, functionId, items), options.chunkSize);
  const { promise, resolve, reject } = settling<unknown[]>(engine, signal, feeder);
  const parts: MapJobParts = {
    items: items.length,
    limits: limitsOf(options, engine.options.taskTimeoutMs, canCancel),
    resolve,
    reject,
    progress,
    itemsSettled: (count) => feeder.itemsSettled(count),
    failedFast: options.failFast === true ? () => feeder.drop() : undefined,
  };
  feeder.start(form === 'outcomes' ? new SettledJob(parts) : new MapJob(parts));
  return { promise, cancel: (makeError) => feeder.cancel(makeError) };
}

/** Runs a `map` and blocks the thread until it has ended. Throws its error, or `ResultTimeoutError` after `timeoutMs`: then the map is cancelled. */
export function runMapSync(
  engine: Engine,
  name: string,
  items: readonly unknown[],
  options: MapOptions,
): readonly unknown[] {
  const { timeoutMs = Infinity } = options;
  engine.checkMayBlock();
  const refusal = options.signal?.aborted === true ? abortedBy(options.signal) : engine.refusalOf(name, items.length);
  if (refusal !== undefined) throw refusal;
  if (items.length === 0) return [];
  // An item over its time is ended with its worker, of whose end a thread that blocks hears late: so no other item goes with it.
  const chunkSize = engine.options.taskTimeoutMs === Infinity ? options.chunkSize : 1;
  const functionId = engine.admission.functionId(name)!;
  const source = itemsSource(engine, TaskKind.Map, functionId, items);
  const feeder = new MapFeeder(engine, functionId, source, chunkSize);
  const outcome = new Outcome<unknown[]>();
  const parts: MapJobParts = {
    items: items.length,
    limits: limitsOf({ ...options, timeoutMs: engine.options.taskTimeoutMs }, Infinity, timeoutMs < Infinity),
    resolve: (results) => outcome.resolve(results),
    reject: (error) => outcome.reject(error),
    progress: progressReporter(options, items.length),
    itemsSettled: (count) => feeder.itemsSettled(count),
    failedFast: options.failFast === true ? () => feeder.drop() : undefined,
  };
  const job = new MapJob(parts);
  feeder.start(job);
  const isOver = (): boolean => {
    feeder.feed();
    return outcome.isThere;
  };
  return outcome.wait(engine, job, isOver, timeoutMs, feeder);
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
  const functionId = engine.admission.functionId(name);
  const { signal } = options;
  const settings = {
    isOrdered,
    buffer: options.buffer,
    workers: engine.options.workers,
    progress: progressReporter(options, undefined),
    limits: limitsOf(options, engine.options.taskTimeoutMs, false),
  };
  const target = { cancel: (makeError: () => Error) => engine.cancel(job, makeError) };
  const job: ImapJob<unknown> = new ImapJob(input, settings, {
    submit: (self, firstItem, items) => engine.sendChunk(self, functionId!, TaskKind.Map, firstItem, items),
    chunkSize: () => imapChunkSize(engine, functionId!, options.chunkSize ?? 1),
    drop: (self) => engine.drop(self),
    queueRoom: () => engine.admission.room,
    queueCapacity: engine.admission.capacity,
    inputEnded: () => engine.removeFeeder(job),
    over: () => engine.signals.unfollow(signal, target),
  });
  const refusal = signal?.aborted === true ? abortedBy(signal) : engine.refusalOf(name, 0);
  if (refusal !== undefined) job.stopInput(() => refusal);
  else {
    if (signal !== undefined) engine.signals.follow(signal, target);
    engine.addFeeder(job);
    job.start();
  }
  return new ImapResults(job, pool);
}

function imapChunkSize(engine: Engine, functionId: number, chunkSize: ChunkSize): number {
  if (chunkSize !== 'auto') return Math.min(chunkSize, MAX_ITEMS);
  return autoChunkSize(engine.measuredNanos(functionId), MOST_AUTO_IMAP_ITEMS, 1);
}
