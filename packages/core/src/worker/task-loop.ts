import type { ClaimingConsumer } from 'atomics-ring';
import type { Decoder } from '../codec/decode.js';
import type { SpinBudget } from '../spin-budget.js';
import type { PortTransport, SharedMessage, SideMessage } from '../transport/port-transport.js';
import type { SharedBufferTable } from '../transport/shared-registry.js';
import {
  SIDE_MESSAGE,
  TASK_HEADER_BYTES,
  taskCount,
  taskFunction,
  TaskKind,
  taskKind,
  taskSkip,
  taskSlot,
} from '../transport/task-record.js';
import { type Chunk, type Spread, spreadAll, spreadArguments, spreadOne } from './chunk.js';
import type { EventLoop } from './event-loop.js';
import type { FunctionTable, TaskFunction } from './function-table.js';
import { isThenable, run } from './run-task.js';
import type { ResultWriter } from './result-writer.js';

/** A batch is doubled while it takes less than this, and is one record again after one that takes longer. */
const BATCH_MILLIS = 0.02;
const MAX_BATCH = 64;

/** How long a chunk may hold back results that are ready. */
const HOLD_BACK_MILLIS = 2;

/** How long tasks may follow each other before what they left to the event loop gets its turn. */
const TURN_AFTER_MILLIS = 10;

const NANOS_PER_MILLI = 1e6;

const now: () => number = performance.now.bind(performance);

export interface TaskLoopParts {
  readonly ring: ClaimingConsumer;
  readonly results: ResultWriter;
  readonly functions: FunctionTable;
  readonly decoder: Decoder;
  readonly shared: SharedBufferTable;
  readonly port: PortTransport;
  readonly eventLoop: EventLoop;
  readonly spin: SpinBudget;
}

/** Python's `worker()`: takes tasks, runs them, gives results, until it is retired. */
export class TaskLoop {
  readonly #parts: TaskLoopParts;
  readonly #ring: ClaimingConsumer;
  readonly #results: ResultWriter;
  readonly #bytes: Uint8Array;

  /** Records to claim at once. */
  #batchLimit = 1;
  /** Tasks run in this batch, and when it began. */
  #batchTasks = 0;
  #batchStart = 0;
  /** What a task took lately. */
  #taskNanos = 0;

  /** Where the record that is running starts. */
  #recordStart = 0;
  /** The chunk whose items are running. */
  #chunk: Chunk | undefined;
  /** When the event loop last had its turn. */
  #lastTurn = 0;
  /** Whether records were claimed since the last publication. */
  #hasUnpublished = false;
  #isRetiring = false;

  constructor(parts: TaskLoopParts) {
    this.#parts = parts;
    this.#ring = parts.ring;
    this.#results = parts.results;
    this.#bytes = new Uint8Array(parts.ring.view.buffer, parts.ring.view.byteOffset, parts.ring.view.byteLength);
  }

  /** Runs tasks until one returns a promise, or the event loop needs a turn; it is called again then. Blocks while there is nothing to do. */
  readonly run = (): void => {
    try {
      this.#takeTasks();
    } catch (error) {
      this.#crash(error);
    }
  };

  /** Gives back the bytes of the records that are done: all up to the chunk that is running. */
  readonly releaseTasks = (): void => {
    this.#ring.release(this.#chunk?.startPosition ?? this.#ring.recordEnd);
  };

  /** What is thrown outside of a task must end the worker: nobody waits for it. */
  readonly #crash = (error: unknown): void => this.#parts.eventLoop.crash(error);

  #takeTasks(): void {
    this.#lastTurn = now();
    // A batch that waited for a promise goes on; its time includes the wait.
    if (this.#batchTasks === 0) this.#batchStart = this.#lastTurn;
    for (;;) {
      if (!this.#finishBatch()) return;
      if (this.#isRetiring) return this.#retire();
      const outcome = this.#ring.claim(this.#batchLimit);
      if (outcome !== 'empty') {
        this.#hasUnpublished = true;
        continue;
      }
      if (this.#hasUnpublished) this.#publish();
      if (!this.#lookForWork() && !this.#pauseForWork()) return;
      this.#batchStart = now();
    }
  }

  #retire(): void {
    this.#publish();
    this.#parts.eventLoop.exit();
  }

  #publish(): void {
    this.#hasUnpublished = false;
    this.#results.publish();
  }

  /** Runs what is left of the batch. False when a task returned a promise: the loop goes on when it has settled. */
  #finishBatch(): boolean {
    if (this.#chunk !== undefined && !this.#runChunk(this.#chunk)) return false;
    for (;;) {
      this.#recordStart = this.#ring.recordEnd;
      const offset = this.#ring.nextRecord();
      if (offset < 0) break;
      if (!this.#runRecord(offset)) return false;
    }
    if (this.#batchTasks > 0) this.#measureBatch();
    return this.#letOthersRun();
  }

  /** One clock reading for the whole batch: sets the size of the next, and publishes unless tasks are tiny. */
  #measureBatch(): void {
    const end = now();
    const millis = end - this.#batchStart;
    this.#taskNanos = (millis * NANOS_PER_MILLI) / this.#batchTasks;
    this.#batchTasks = 0;
    this.#batchStart = end;
    this.#hasUnpublished = true;
    this.#parts.eventLoop.wasBusy();
    const isTiny = millis < BATCH_MILLIS;
    this.#batchLimit = isTiny ? Math.min(MAX_BATCH, this.#batchLimit * 2) : 1;
    if (!isTiny || this.#results.isFull) this.#publish();
  }

  /** False when the event loop takes its turn: the loop goes on afterwards. */
  #letOthersRun(): boolean {
    if (this.#parts.eventLoop.isQuiet || this.#batchStart - this.#lastTurn < TURN_AFTER_MILLIS) return true;
    this.#publish();
    this.#parts.eventLoop.turn(this.run);
    return false;
  }

  /** Nothing to do: lets the event loop finish what tasks left behind, then sleeps. False when `run` will be called again. */
  #pauseForWork(): boolean {
    const { eventLoop } = this.#parts;
    if (!eventLoop.isQuiet) {
      eventLoop.turn(this.run);
      return false;
    }
    if (eventLoop.hasLiveHandles()) {
      eventLoop.wasBusy();
      void this.#ring.sleep().then(this.run, this.#crash);
      return false;
    }
    this.#ring.sleepSync();
    return true;
  }

  /** Looks for news for a while: cheaper than a sleep when some is about to come. */
  #lookForWork(): boolean {
    const { spin } = this.#parts;
    for (let looks = spin.allowance; looks > 0; looks -= 1) {
      if (!this.#ring.hasNews()) continue;
      spin.paid();
      return true;
    }
    spin.wasVain();
    return false;
  }

  #runRecord(offset: number): boolean {
    const view = this.#ring.view;
    const kind = taskKind(view, offset);
    if (kind === TaskKind.Call) return this.#runCall(offset, this.#ring.payloadLength);
    if ((kind & ~SIDE_MESSAGE) <= TaskKind.Starmap) return this.#startChunk(offset, kind, this.#recordStart);
    this.#obey(kind, offset);
    return true;
  }

  /** The hot path: one call whose arguments stand in the record. */
  #runCall(offset: number, payloadLength: number): boolean {
    const view = this.#ring.view;
    this.#ring.markStarted();
    this.#batchTasks += 1;
    const slot = taskSlot(view, offset);
    let value: unknown;
    try {
      const task = this.#parts.functions.get(taskFunction(view, offset));
      const data = offset + TASK_HEADER_BYTES;
      const args = this.#parts.decoder.decodeArguments(
        taskCount(view, offset),
        view,
        this.#bytes,
        data,
        offset + payloadLength,
      );
      value = run(task, args);
      if (isThenable(value))
        return this.#await(value, (result) => this.#results.value(slot, result, this.#nanos()), slot);
    } catch (error) {
      this.#results.thrown(slot, error, this.#nanos());
      return true;
    }
    this.#results.value(slot, value, this.#nanos());
    return true;
  }

  #startChunk(offset: number, kind: number, startPosition: number): boolean {
    const view = this.#ring.view;
    this.#ring.markStarted();
    const slot = taskSlot(view, offset);
    const next = taskSkip(view, offset);
    const functionId = taskFunction(view, offset);
    let chunk: Chunk;
    try {
      const items = this.#readItems(offset, kind);
      const count = (kind & ~SIDE_MESSAGE) === TaskKind.Call ? 1 : items.length;
      chunk = {
        slot,
        functionId,
        startPosition,
        items,
        count,
        spread: spreadFor(kind),
        next,
        publishedAt: now(),
        untilClock: 1,
      };
    } catch (error) {
      this.#failAll(slot, taskCount(view, offset) - next, kind, error);
      return true;
    }
    return this.#runChunk(chunk);
  }

  /** Runs the items that are left. False when one returned a promise. */
  #runChunk(chunk: Chunk): boolean {
    this.#chunk = chunk;
    while (chunk.next < chunk.count) {
      let value: unknown;
      try {
        const task: TaskFunction = this.#parts.functions.get(chunk.functionId);
        value = chunk.spread(task, chunk.items, chunk.next);
        if (isThenable(value)) return this.#await(value, (result) => this.#itemDone(chunk, result), chunk.slot, chunk);
      } catch (error) {
        this.#itemThrew(chunk, error);
        continue;
      }
      this.#itemDone(chunk, value);
    }
    this.#results.endChunk();
    this.#chunk = undefined;
    return true;
  }

  #itemDone(chunk: Chunk, value: unknown): void {
    this.#results.chunkValue(chunk.slot, value, chunk.count - chunk.next, this.#taskNanos);
    this.#countItem(chunk);
  }

  #itemThrew(chunk: Chunk, error: unknown): void {
    this.#results.thrown(chunk.slot, error, this.#taskNanos);
    this.#countItem(chunk);
  }

  #countItem(chunk: Chunk): void {
    chunk.next += 1;
    this.#batchTasks += 1;
    chunk.untilClock -= 1;
    if (chunk.untilClock === 0) this.#lookAtClock(chunk);
  }

  /** Publishes what a long chunk holds back, and decides after how many items to look at the clock again. */
  #lookAtClock(chunk: Chunk): void {
    const time = now();
    const nanos = ((time - this.#batchStart) * NANOS_PER_MILLI) / this.#batchTasks;
    this.#taskNanos = nanos;
    chunk.untilClock = Math.max(1, Math.min(4096, Math.floor((HOLD_BACK_MILLIS * NANOS_PER_MILLI) / (4 * nanos))));
    if (time - chunk.publishedAt < HOLD_BACK_MILLIS) return;
    chunk.publishedAt = time;
    this.#publish();
  }

  #readItems(offset: number, kind: number): readonly unknown[] | Float64Array {
    const view = this.#ring.view;
    const count = taskCount(view, offset);
    const data = offset + TASK_HEADER_BYTES;
    const payloadEnd = offset + this.#ring.payloadLength;
    if ((kind & SIDE_MESSAGE) === 0) return this.#decodeItems(kind, count, view, this.#bytes, data, payloadEnd);
    const message = this.#parts.port.receive(view.getInt32(data, true)) as SideMessage;
    const { bytes } = message;
    this.#parts.decoder.attachments = message.attachments;
    try {
      const messageView = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      return this.#decodeItems(kind & ~SIDE_MESSAGE, count, messageView, bytes, 0, bytes.length);
    } finally {
      this.#parts.decoder.attachments = [];
    }
  }

  #decodeItems(
    kind: number,
    count: number,
    view: DataView,
    bytes: Uint8Array,
    start: number,
    end: number,
  ): readonly unknown[] | Float64Array {
    if (kind !== TaskKind.MapNumbers) return this.#parts.decoder.decodeArguments(count, view, bytes, start, end);
    return new Float64Array(bytes.slice(start, start + count * 8).buffer);
  }

  /** A chunk that could not be read: each of its items fails with the reason. */
  #failAll(slot: number, count: number, kind: number, error: unknown): void {
    const items = (kind & ~SIDE_MESSAGE) === TaskKind.Call ? 1 : count;
    for (let item = 0; item < items; item += 1) this.#results.thrown(slot, error, this.#taskNanos);
    this.#batchTasks += 1;
  }

  /** Goes on with the loop when a task's promise has settled. Always false: the caller returns to the event loop. */
  #await(promise: PromiseLike<unknown>, fulfilled: (value: unknown) => void, slot: number, chunk?: Chunk): false {
    this.#publish();
    const rejected = (error: unknown): void => {
      if (chunk === undefined) this.#results.thrown(slot, error, this.#nanos());
      else this.#itemThrew(chunk, error);
    };
    this.#parts.eventLoop.wasBusy();
    void Promise.resolve(promise).then(fulfilled, rejected).then(this.run, this.#crash);
    return false;
  }

  /** A record that holds no task. */
  #obey(kind: number, offset: number): void {
    const view = this.#ring.view;
    const data = offset + TASK_HEADER_BYTES;
    const end = offset + this.#ring.payloadLength;
    if (kind === TaskKind.DefineFunction) {
      this.#parts.functions.define(taskFunction(view, offset), Buffer.from(this.#bytes.slice(data, end)).toString());
    } else if (kind === TaskKind.AddShared) {
      const message = this.#parts.port.receive(view.getInt32(data, true)) as SharedMessage;
      for (const [id, buffer] of message) this.#parts.shared.add(id, buffer);
    } else if (kind === TaskKind.ForgetShared) {
      for (let place = data; place < end; place += 4) this.#parts.shared.forget(view.getInt32(place, true));
    } else if (kind === TaskKind.Retire) {
      this.#isRetiring = true;
    } else {
      throw new Error(`Expected a record of a known kind, got ${kind}.`);
    }
  }

  /** What to report for the task just run: measured when it ran alone, else the mean of the last batch. */
  #nanos(): number {
    return this.#batchLimit === 1 ? (now() - this.#batchStart) * NANOS_PER_MILLI : this.#taskNanos;
  }
}

function spreadFor(kind: number): Spread {
  const base = kind & ~SIDE_MESSAGE;
  if (base === TaskKind.Call) return spreadAll;
  return base === TaskKind.Starmap ? spreadArguments : spreadOne;
}
