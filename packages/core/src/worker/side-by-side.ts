import { AsyncLocalStorage } from 'node:async_hooks';
import { type BatchClock, now } from './batch-clock.js';
import type { Chunk } from './chunk.js';
import { FreeLanes } from './free-lanes.js';
import { isDone, OpenChunks } from './open-chunks.js';
import type { RunnerParts } from './one-by-one.js';
import type { ResultWriter } from './result-writer.js';
import { isThenable } from './run-task.js';
import type { NextStep, Runner } from './runner.js';
import type { TaskRun } from './task-run.js';

/**
 * Runs items while others await, up to as many as there are lanes. Items of one chunk run side by side too: the oldest chunk is begun to its end before the next record
 * is claimed, so only the newest one has items that have not started.
 */
export class SideBySide implements Runner {
  readonly waitsInBatch = false;
  readonly #parts: RunnerParts;
  readonly #results: ResultWriter;
  readonly #batch: BatchClock;
  readonly #free: FreeLanes;
  readonly #open = new OpenChunks();

  /** The newest chunk, while it has items that have not started. */
  #filling: Chunk | undefined;

  /** Says to `taskSignal()` which run calls it. */
  readonly #runs = new AsyncLocalStorage<TaskRun>();

  constructor(parts: RunnerParts, lanes: number) {
    this.#parts = parts;
    this.#results = parts.results;
    this.#batch = parts.batch;
    this.#free = new FreeLanes(lanes);
  }

  get openItems(): number {
    return this.#free.taken;
  }

  get doneUpTo(): number {
    return this.#open.oldestStart ?? this.#parts.ring.recordEnd;
  }

  /** The run that calls; `undefined` outside of any. */
  get currentRun(): TaskRun | undefined {
    return this.#runs.getStore();
  }

  take(kind: number, offset: number): void {
    const { ring, reader } = this.#parts;
    ring.markStarted();
    const chunk = reader.headerAt(offset, kind);
    this.#open.add(chunk);
    try {
      chunk.items = reader.itemsAt(offset, kind);
    } catch (error) {
      return this.#failAll(chunk, error);
    }
    if (chunk.next < chunk.count) this.#filling = chunk;
    else this.#closeIfDone(chunk);
  }

  /** Starts one item, so that the loop can look about between two of them. */
  goOn(): NextStep {
    const chunk = this.#filling;
    if (this.#free.isEmpty) return 'wait';
    if (chunk === undefined) return 'claim';
    if (this.#parts.lanes.isStopped(chunk.startPosition)) this.#stop(chunk);
    else this.#startItem(chunk);
    return 'again';
  }

  #startItem(chunk: Chunk): void {
    const item = chunk.next;
    chunk.next += 1;
    // Before it runs: once it has ended, its record can be done, and is then to be given back before its result is published (R11).
    if (chunk.next === chunk.count) this.#filling = undefined;
    this.#batch.items += 1;
    const run = this.#parts.lanes.begin(this.#free.take(), chunk.startPosition, item);
    const startedAt = now();
    let value: unknown;
    let isPending: boolean;
    try {
      const task = this.#parts.functions.get(chunk.functionId);
      value = this.#runs.run(run, chunk.spread, task, chunk.items, item);
      isPending = isThenable(value);
    } catch (error) {
      return this.#ended(chunk, run, item, error, true, this.#batch.newestNanos);
    }
    if (isPending) void this.#await(value as PromiseLike<unknown>, chunk, run, item, startedAt);
    else this.#ended(chunk, run, item, value, false, this.#batch.newestNanos);
  }

  /** Reports an item when its promise has settled: by `await`, which needs nothing that a task could have replaced. */
  async #await(
    promise: PromiseLike<unknown>,
    chunk: Chunk,
    run: TaskRun,
    item: number,
    startedAt: number,
  ): Promise<void> {
    chunk.awaited += 1;
    let outcome: unknown;
    let hasThrown = false;
    try {
      outcome = await promise;
    } catch (error) {
      outcome = error;
      hasThrown = true;
    }
    try {
      chunk.awaited -= 1;
      this.#ended(chunk, run, item, outcome, hasThrown, this.#batch.nanosSince(startedAt));
    } catch (error) {
      return this.#parts.crash(error);
    }
    this.#parts.resume();
  }

  #ended(chunk: Chunk, run: TaskRun, item: number, outcome: unknown, hasThrown: boolean, nanos: number): void {
    const place = chunk.isCall ? -1 : item;
    if (hasThrown) this.#results.thrown(chunk.slot, outcome, nanos, place);
    else this.#results.value(chunk.slot, outcome, nanos, place);
    this.#parts.lanes.end(run);
    this.#free.giveBack(run.lane);
    this.#closeIfDone(chunk);
    this.#parts.publish();
  }

  /** The items that have not started are not wanted any more. */
  #stop(chunk: Chunk): void {
    chunk.next = chunk.count;
    this.#filling = undefined;
    chunk.isStopped = true;
    this.#closeIfDone(chunk);
    this.#parts.publish();
  }

  #closeIfDone(chunk: Chunk): void {
    if (!isDone(chunk)) return;
    if (chunk.isStopped) this.#results.stopped(chunk.slot);
    this.#open.dropDone();
  }

  /** A chunk that could not be read: each of its items fails with the reason. */
  #failAll(chunk: Chunk, error: unknown): void {
    for (let item = chunk.next; item < chunk.count; item += 1) {
      this.#results.thrown(chunk.slot, error, 0, chunk.isCall ? -1 : item);
    }
    chunk.next = chunk.count;
    this.#batch.items += 1;
    this.#open.dropDone();
    this.#parts.publish();
  }
}
