import type { ClaimingConsumer } from 'atomics-ring';
import { passOf } from '../numeric/block-message.js';
import type { SharedBufferTable } from '../transport/shared-registry.js';
import { taskFunction, TaskKind, taskSlot } from '../transport/task-record.js';
import type { BatchClock } from './batch-clock.js';
import type { Chunk } from './chunk.js';
import type { FunctionTable } from './function-table.js';
import { HoldBack } from './hold-back.js';
import type { Lanes } from './lanes.js';
import type { RecordReader } from './record-reader.js';
import type { ItemClock, ResultWriter } from './result-writer.js';
import { isThenable, run } from './run-task.js';
import type { NextStep, Runner } from './runner.js';
import { TaskRun } from './task-run.js';

/** No position: those are multiples of 8. */
const NONE = 1;

/** No pass over blocks. */
const NO_PASS = -1;

/** The lane of the only item that runs. */
const LANE = 0;

export interface RunnerParts {
  readonly ring: ClaimingConsumer;
  readonly results: ResultWriter;
  readonly functions: FunctionTable;
  readonly reader: RecordReader;
  readonly shared: SharedBufferTable;
  readonly lanes: Lanes;
  readonly batch: BatchClock;
  /** Publishes the results that are staged. */
  readonly publish: () => void;
  /** The same, without waking the main thread: `publish` follows soon. */
  readonly publishQuietly: () => void;
  /** A promise has settled: the loop goes on. */
  readonly resume: () => void;
  /** Something was thrown that no task threw. */
  readonly crash: (error: unknown) => void;
}

/** Runs one item after the other, and waits for what one promises before it runs the next. */
export class OneByOne implements Runner {
  readonly waitsInBatch = true;
  readonly #parts: RunnerParts;
  readonly #ring: ClaimingConsumer;
  readonly #results: ResultWriter;
  readonly #batch: BatchClock;
  readonly #shared: SharedBufferTable;

  /** Where the record that is running starts. */
  #openStart = NONE;
  /** The chunk that is running. */
  #chunk: Chunk | undefined;
  readonly #holdBack: HoldBack;
  /** The pass of which results may be held back. */
  #pass = NO_PASS;
  #isAwaiting = false;

  /** The run of the item that runs, where it is watched, or has asked for its signal: then `#runNumber` says for which item. */
  #run: TaskRun | undefined;
  #runNumber = 0;

  constructor(parts: RunnerParts) {
    this.#parts = parts;
    this.#ring = parts.ring;
    this.#results = parts.results;
    this.#batch = parts.batch;
    this.#shared = parts.shared;
    this.#holdBack = new HoldBack(parts.batch);
  }

  get openItems(): number {
    return this.#isAwaiting ? 1 : 0;
  }

  get doneUpTo(): number {
    return this.#openStart === NONE ? this.#ring.recordEnd : this.#openStart;
  }

  /** The run of the task that calls; `undefined` when none runs. */
  get currentRun(): TaskRun | undefined {
    if (this.#openStart === NONE) return undefined;
    if (this.#run !== undefined && this.#runNumber === this.#batch.itemsInAll) return this.#run;
    this.#runNumber = this.#batch.itemsInAll;
    this.#run = new TaskRun();
    return this.#run;
  }

  take(kind: number, offset: number): void {
    this.#openStart = this.#ring.recordStart;
    this.#ring.markStarted();
    if (kind === TaskKind.Call) this.#runCall(offset);
    else this.#openChunk(kind, offset);
  }

  goOn(): NextStep {
    if (this.#isAwaiting) return 'wait';
    if (this.#chunk === undefined) return 'claim';
    this.#runItems(this.#chunk);
    return this.#isAwaiting ? 'wait' : 'claim';
  }

  /** What is held back must not wait for something else: nobody knows how long that takes. */
  #tellBefore(pass: number): void {
    if (this.#results.owesNews && pass !== this.#pass) this.#parts.publish();
    this.#pass = pass;
  }

  /** The hot path: one call whose arguments stand in the record, and that nobody may stop. */
  #runCall(offset: number): void {
    const { functions, reader } = this.#parts;
    const view = this.#ring.view;
    const slot = taskSlot(view, offset);
    if (this.#results.owesNews) this.#parts.publish();
    this.#batch.items += 1;
    let value: unknown;
    let isPending: boolean;
    try {
      value = run(functions.get(taskFunction(view, offset)), reader.argumentsAt(offset));
      isPending = isThenable(value);
    } catch (error) {
      this.#results.thrown(slot, error, this.#batch.newestNanos);
      return this.#closeRecord();
    }
    if (isPending) return void this.#await(value as PromiseLike<unknown>, slot);
    this.#results.value(slot, value, this.#batch.newestNanos);
    this.#closeRecord();
  }

  #openChunk(kind: number, offset: number): void {
    const { reader } = this.#parts;
    const chunk = reader.headerAt(offset, kind);
    try {
      chunk.items = reader.itemsAt(offset, kind);
    } catch (error) {
      return this.#failAll(chunk, error);
    }
    this.#chunk = chunk;
    this.#tellBefore(chunk.isOfBlocks ? passOf(chunk.items) : NO_PASS);
    if (chunk.isOfBlocks || chunk.count - chunk.next > 1)
      this.#holdBack.begin(chunk.isOfBlocks, this.#results.owesNews);
  }

  /** Runs the items that are left, until one returns a promise. */
  #runItems(chunk: Chunk): void {
    const { functions, lanes } = this.#parts;
    while (chunk.next < chunk.count) {
      if (lanes.isStopped(chunk.startPosition)) return this.#stop(chunk);
      this.#beginItem(chunk);
      let value: unknown;
      let isPending: boolean;
      try {
        value = chunk.spread(functions.get(chunk.functionId), chunk.items, chunk.next);
        isPending = isThenable(value);
      } catch (error) {
        this.#itemThrew(chunk, error, this.#batch.newestNanos);
        continue;
      }
      if (isPending) return void this.#await(value as PromiseLike<unknown>, chunk.slot);
      this.#itemDone(chunk, value, this.#batch);
    }
    this.#closeChunk(chunk);
  }

  #beginItem(chunk: Chunk): void {
    this.#batch.items += 1;
    if (!chunk.isWatched) return;
    // An item that may be stopped with its worker holds back nobody's results.
    if (this.#results.hasUnpublished) this.#parts.publish();
    this.#run = this.#parts.lanes.begin(LANE, chunk.startPosition, chunk.next);
    this.#runNumber = this.#batch.itemsInAll;
  }

  #itemDone(chunk: Chunk, value: unknown, clock: ItemClock): void {
    this.#results.chunkValue(chunk.slot, value, chunk.count - chunk.next, clock);
    this.#endItem(chunk);
  }

  #itemThrew(chunk: Chunk, error: unknown, nanos: number): void {
    this.#results.thrown(chunk.slot, error, nanos);
    // It ends the call: nothing is to be held back.
    if (chunk.isOfBlocks) this.#parts.publish();
    this.#endItem(chunk);
  }

  #endItem(chunk: Chunk): void {
    if (chunk.isWatched && this.#run !== undefined) this.#parts.lanes.end(this.#run);
    chunk.next += 1;
    if (chunk.next < chunk.count && this.#holdBack.isOver()) this.#parts.publish();
  }

  /** The items that are left are not wanted any more. */
  #stop(chunk: Chunk): void {
    this.#results.stopped(chunk.slot);
    this.#chunk = undefined;
    this.#closeRecord();
  }

  #closeChunk(chunk: Chunk): void {
    this.#chunk = undefined;
    if (chunk.isOfBlocks && this.#holdBack.hasTimeForAnother) this.#closeQuietly();
    else this.#closeRecord();
  }

  /** Of blocks the main thread hears later, but it finds them where it looks. */
  #closeQuietly(): void {
    this.#recordDone();
    this.#parts.publishQuietly();
  }

  /** What has ended is told at once: nobody knows how long the next record takes. */
  #closeRecord(): void {
    this.#recordDone();
    this.#parts.publish();
  }

  #recordDone(): void {
    this.#openStart = NONE;
    if (this.#shared.hasNamed) this.#shared.recordDone();
  }

  /** A chunk that could not be read: each of its items fails with the reason. */
  #failAll(chunk: Chunk, error: unknown): void {
    for (let item = chunk.next; item < chunk.count; item += 1) this.#results.thrown(chunk.slot, error, 0);
    this.#batch.items += 1;
    this.#closeRecord();
  }

  /** Goes on with the loop when a task's promise has settled: by `await`, which needs nothing that a task could have replaced. */
  async #await(promise: PromiseLike<unknown>, slot: number): Promise<void> {
    const startedAt = this.#batch.newestStart;
    this.#isAwaiting = true;
    let outcome: unknown;
    let hasThrown = false;
    try {
      outcome = await promise;
    } catch (error) {
      outcome = error;
      hasThrown = true;
    }
    try {
      this.#settled(slot, outcome, hasThrown, this.#batch.nanosSince(startedAt));
    } catch (error) {
      return this.#parts.crash(error);
    }
    this.#parts.resume();
  }

  #settled(slot: number, outcome: unknown, hasThrown: boolean, nanos: number): void {
    const chunk = this.#chunk;
    if (chunk === undefined) {
      if (hasThrown) this.#results.thrown(slot, outcome, nanos);
      else this.#results.value(slot, outcome, nanos);
      this.#closeRecord();
    } else if (hasThrown) {
      this.#itemThrew(chunk, outcome, nanos);
    } else {
      this.#itemDone(chunk, outcome, { newestNanos: nanos });
    }
    this.#isAwaiting = false;
  }
}
