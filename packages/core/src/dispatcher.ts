import { RingCorruptError } from 'atomics-ring';
import type { Backlog, WaitingRecord } from './backlog.js';
import { failRest } from './handover.js';
import { ANY_WORKER, failItems, type Job, type JobTable } from './job-table.js';
import { NO_WORKER, type Scheduler } from './scheduler.js';
import type { TaskStatistics } from './statistics.js';
import type { TargetedBacklog } from './targeted-backlog.js';
import { RecordMaker, unsendable } from './record-maker.js';
import type { Luggage } from './transport/luggage.js';
import { type RingTransport, Sent } from './transport/ring-transport.js';
import type { SharedRegistry } from './transport/shared-registry.js';
import { isOfBlocks, isRecordOfBlocks, TaskKind, WATCHED } from './transport/task-record.js';
import { keptArguments, listOf } from './unchanging-arguments.js';
import type { WorkerHandle } from './worker-handle.js';

export interface DispatcherParts {
  readonly table: JobTable;
  readonly backlog: Backlog;
  readonly targeted: TargetedBacklog;
  readonly scheduler: Scheduler;
  readonly shared: SharedRegistry;
  readonly statistics: TaskStatistics;
  /** The worker at each index now; `undefined` while it is being replaced. */
  readonly workers: readonly (WorkerHandle | undefined)[];
  /** The longest payload that goes through a ring; 0: none does. */
  readonly maxPayloadBytes: number;
  /** Items after which a worker retires. */
  readonly mostItems: number;
  /** A record is in a worker's ring. */
  assigned(slot: number, worker: number): void;
  /** Something waits for a worker that has begun with all it has. */
  waitsForFree(): void;
  /** Something waits that no worker takes now. */
  starved(): void;
  /** The worker's ring is damaged: it gets nothing more. Answers false, as nothing was sent. */
  damaged(handle: WorkerHandle, error: RingCorruptError): false;
}

/**
 * Records that come while the oldest waits go behind it untried, but for one in so many: all that can have changed since, as long as no results were taken, is the room in
 * a ring.
 */
const QUEUED_PER_TRY = 64;

/** Some items of a job, to be sent as one record. */
export interface RecordItems {
  readonly firstItem: number;
  readonly count: number;
  /** The items themselves, or what all of them need. */
  readonly values: readonly unknown[];
}

/** Brings tasks into the workers' rings: straight when a worker has room, by way of the backlog when none has. */
export class Dispatcher {
  readonly #parts: DispatcherParts;
  readonly #records: RecordMaker;
  readonly #usesRings: boolean;
  /** Whether no worker took the oldest record of the backlog when it was last tried, and no results were taken since. */
  #isStarved = false;
  /** Whether workers are woken for records when all of them are sent. */
  #wakesLater = false;

  constructor(parts: DispatcherParts) {
    this.#parts = parts;
    this.#records = new RecordMaker(parts.table, parts.shared, parts.maxPayloadBytes);
    this.#usesRings = parts.maxPayloadBytes > 0;
  }

  /** Whether a value is being encoded: nothing can be sent before that is over. */
  get isEncoding(): boolean {
    return this.#records.isEncoding;
  }

  /** One call. Its arguments are encoded before this returns; what is wrong with them is told to the job. `submittedAt`: 0 when its waiting is not measured. */
  submitCall(
    job: Job,
    functionId: number,
    args: readonly unknown[],
    transfer: readonly object[] | undefined,
    submittedAt: number,
  ): void {
    const { table, backlog, statistics } = this.#parts;
    const slot = table.add(job, functionId, 0, 1, submittedAt);
    const isStraight = backlog.length === 0 && transfer === undefined && !this.#records.isEncoding && this.#usesRings;
    try {
      if (isStraight && this.#sendStraight(job, slot, functionId, args)) return;
      const kept = transfer === undefined && this.#usesRings ? keptArguments(args) : undefined;
      if (kept !== undefined) this.#queue({ slot, payload: kept, needsIdleWorker: false });
      else this.#queue(this.#records.encode(callKind(job), slot, functionId, args, transfer, 0));
    } catch (error) {
      if (isStraight) this.#records.isEncoding = false;
      // A getter may have ended the pool, which settled this already.
      if (table.jobOf(slot) !== job) return;
      // Before anything that calls more: where the program's stack is full, the slot at least must not stay taken.
      table.remove(slot);
      statistics.itemDropped();
      job.itemFailed(0, error);
    }
  }

  /**
   * A chunk of items of a job, the first of which is its item `firstItem`. An item that cannot be encoded fails alone; the others
   * of the chunk are sent.
   */
  submitChunk(
    job: Job,
    functionId: number,
    kind: number,
    firstItem: number,
    items: readonly unknown[],
    submittedAt: number,
  ): void {
    this.submitItems(job, functionId, kind, { firstItem, count: items.length, values: items }, submittedAt);
  }

  /** Items of a job, as one record. Where what they all need cannot be encoded, all of them fail. */
  submitItems(job: Job, functionId: number, kind: number, items: RecordItems, submittedAt: number): void {
    const { table } = this.#parts;
    const { firstItem, count, values } = items;
    const slot = table.add(job, functionId, firstItem, count, submittedAt);
    const watched = job.limits === undefined ? kind : kind | WATCHED;
    try {
      this.#queue(this.#records.encode(watched, slot, functionId, values, undefined, firstItem));
    } catch (error) {
      if (table.jobOf(slot) !== job) return;
      table.remove(slot);
      if (count > 1 && !isOfBlocks(kind)) {
        values.forEach((item, index) =>
          this.submitChunk(job, functionId, kind, firstItem + index, [item], submittedAt),
        );
        return;
      }
      this.#parts.statistics.itemDropped(count);
      failItems(job, firstItem, count, () => error);
    }
  }

  /** The same call in each of `workers`: item `n` of the job in the `n`th of them. Throws `SerializationError` for arguments that cannot be sent to several. */
  submitEverywhere(job: Job, functionId: number, args: readonly unknown[], workers: readonly number[]): void {
    const { table, targeted } = this.#parts;
    const kind = callKind(job);
    const records = workers.map((worker, item) => {
      const slot = table.add(job, functionId, item, 1);
      table.setTarget(slot, worker);
      return slot;
    });
    try {
      for (const slot of records)
        targeted.push(table.targetOf(slot), this.#records.encodeForOne(kind, slot, functionId, args));
    } catch (error) {
      for (const slot of records) if (table.jobOf(slot) === job) table.remove(slot);
      targeted.removeClosed((slot) => table.jobOf(slot) !== undefined);
      throw error;
    }
    if (!this.#records.isEncoding) this.dispatch();
  }

  /** Results were taken: where no worker took anything, one may now. */
  recordsDone(): void {
    this.#isStarved = false;
  }

  /**
   * Wakes no worker for the records that `send` sends before all are sent: one that is woken is often given the processor of the thread that woke it, and the other
   * workers would wait for what that has yet to send.
   */
  together(send: () => void): void {
    this.#wakesLater = true;
    try {
      send();
    } finally {
      this.#wakesLater = false;
      this.#wakeBusy();
    }
  }

  #wakeBusy(): void {
    const { scheduler, workers } = this.#parts;
    const { indices, count } = scheduler.busy;
    for (let place = 0; place < count; place += 1) workers[indices[place]!]?.transport.wake();
  }

  /** Moves waiting records into rings, oldest first, until no worker takes more. */
  dispatch(): void {
    const { backlog, targeted, starved } = this.#parts;
    if (targeted.length > 0) this.#dispatchTargeted();
    this.#isStarved = false;
    for (let record = backlog.peek(); record !== undefined; record = backlog.peek()) {
      if (this.#parts.table.jobOf(record.slot) !== undefined && !this.#sendWaiting(record)) {
        this.#isStarved = true;
        return starved();
      }
      backlog.shift();
    }
  }

  /** Records that only one worker may run: each stands in the way of those of its own worker alone. */
  #dispatchTargeted(): void {
    const { targeted, table } = this.#parts;
    for (const worker of targeted.workers()) {
      for (let record = targeted.peek(worker); record !== undefined; record = targeted.peek(worker)) {
        if (table.jobOf(record.slot) !== undefined && !this.#sendWaiting(record)) break;
        targeted.shift(worker);
      }
    }
  }

  /** The hot path: encodes a call into the ring of a worker that takes it. False when it has to wait. */
  #sendStraight(job: Job, slot: number, functionId: number, args: readonly unknown[]): boolean {
    const { scheduler, table, workers } = this.#parts;
    const worker = scheduler.choose(functionId, 1);
    if (worker === NO_WORKER) return false;
    const handle = workers[worker]!;
    // Reset where this ends in an error, too: in a `finally` it would cost each task more.
    this.#records.isEncoding = true;
    const sent = this.#sendTo(handle, job, slot, functionId, args);
    this.#records.isEncoding = false;
    // A getter may have ended the pool, which settled this already.
    if (table.jobOf(slot) !== job) return true;
    if (sent !== Sent.Yes) return this.#sendOtherwise(job, slot, functionId, args.length, sent);
    table.assign(slot, worker, handle.transport.latestTaskStart);
    scheduler.dispatched(worker, slot, functionId, 1);
    this.#parts.assigned(slot, worker);
    return true;
  }

  /** Throws what the encoder throws. */
  #sendTo(
    handle: WorkerHandle,
    job: Job,
    slot: number,
    functionId: number,
    args: readonly unknown[],
  ): Sent | Uint8Array {
    try {
      return handle.transport.sendCall(callKind(job), slot, functionId, args, this.#records.encoder);
    } catch (error) {
      if (!(error instanceof RingCorruptError)) throw error;
      this.#parts.damaged(handle, error);
      return Sent.RingFull;
    }
  }

  /** What could not go straight: it waits, unless it is not even encoded. */
  #sendOtherwise(
    job: Job,
    slot: number,
    functionId: number,
    count: number,
    sent: typeof Sent.RingFull | Uint8Array,
  ): boolean {
    if (sent === Sent.RingFull) return false;
    this.#queue(this.#records.pack(this.#records.encoder, callKind(job), slot, functionId, count, sent));
    return true;
  }

  #queue(record: WaitingRecord): void {
    const { backlog } = this.#parts;
    backlog.push(record);
    // A getter submitted this while a ring holds a half-written record: it goes out with the next dispatch.
    if (this.#records.isEncoding) return;
    if (!this.#isStarved || backlog.length % QUEUED_PER_TRY === 0) this.dispatch();
  }

  /** Sends a record of the backlog. False when no worker takes it now. */
  #sendWaiting(record: WaitingRecord): boolean {
    const { scheduler, table, workers } = this.#parts;
    const { slot } = record;
    const functionId = table.functionOf(slot);
    const worker = this.#chooseFor(record);
    if (worker === NO_WORKER) return false;
    const { transport } = workers[worker]!;
    try {
      if (this.#sendPayload(transport, slot, functionId, record.payload) !== Sent.Yes) return false;
    } catch (error) {
      if (error instanceof RingCorruptError) return this.#parts.damaged(workers[worker]!, error);
      this.#refuse(slot, error);
      return true;
    }
    table.assign(slot, worker, transport.latestTaskStart);
    scheduler.dispatched(worker, slot, functionId, table.owedBy(slot));
    this.#parts.assigned(slot, worker);
    return true;
  }

  /** Arguments that were kept as they are fit into any claim: the record is sent, or the ring is full. */
  #sendPayload(
    transport: RingTransport,
    slot: number,
    functionId: number,
    payload: WaitingRecord['payload'],
  ): Sent | Uint8Array {
    const { table } = this.#parts;
    if (payload instanceof Uint8Array)
      return transport.sendRecord(payload, table.luggageOf(slot) as Luggage | undefined, this.#wakesLater);
    return transport.sendCall(callKind(table.jobOf(slot)!), slot, functionId, listOf(payload), this.#records.encoder);
  }

  #chooseFor(record: WaitingRecord): number {
    const { scheduler, table, workers } = this.#parts;
    const target = table.targetOf(record.slot);
    if (target !== ANY_WORKER) return workers[target] !== undefined && scheduler.takes(target) ? target : NO_WORKER;
    if (record.needsIdleWorker) return this.#chooseFree();
    const functionId = table.functionOf(record.slot);
    const items = table.owedBy(record.slot);
    return record.payload instanceof Uint8Array && isRecordOfBlocks(record.payload)
      ? scheduler.chooseForBlocks(functionId, items)
      : scheduler.choose(functionId, items);
  }

  #chooseFree(): number {
    const worker = this.#parts.scheduler.chooseFree(this.#isFree);
    // No worker tells when it claims what it has.
    if (worker === NO_WORKER) this.#parts.waitsForFree();
    return worker;
  }

  /** Whether the worker will run what it gets now: it has claimed all it has, and is not to retire before. What moved to it cannot be had back. */
  readonly #isFree = (worker: number): boolean => {
    const { workers, mostItems } = this.#parts;
    const handle = workers[worker];
    return handle !== undefined && handle.itemsSent < mostItems && !handle.transport.hasUnclaimed;
  };

  /** A record whose side message cannot be sent: all its items fail. */
  #refuse(slot: number, error: unknown): void {
    const { table } = this.#parts;
    this.#parts.statistics.itemDropped(table.unsettledOf(slot));
    failRest(table, slot, () => unsendable(error));
    table.remove(slot);
  }
}

function callKind(job: Job): number {
  return job.limits === undefined ? TaskKind.Call : TaskKind.Call | WATCHED;
}
