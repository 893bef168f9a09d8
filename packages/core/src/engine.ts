import type { EventEmitter } from 'node:events';
import { AbortSignals } from './abort-signals.js';
import { Admission } from './admission.js';
import { Backlog } from './backlog.js';
import { CallJob } from './call-job.js';
import { Canceller } from './canceller.js';
import { Crew } from './crew.js';
import { Dispatcher, type RecordItems } from './dispatcher.js';
import type { Feeder } from './feeder.js';
import { Feeders } from './feeders.js';
import { failRest } from './handover.js';
import { failItems, type Job, JobTable, SUBMISSIONS_PER_SAMPLE } from './job-table.js';
import type { PoolState } from './lifecycle.js';
import type { ModuleSource } from './module-source.js';
import { BlockStatistics } from './numeric/block-statistics.js';
import { type PoolEvents, tell } from './pool-events.js';
import type { CheckedOptions } from './pool-options.js';
import { PoolLife } from './pool-life.js';
import { type PoolStats, poolStats } from './pool-stats.js';
import { ReleaseWatch } from './release-watch.js';
import { ResultCollector } from './result-collector.js';
import { TaskStatistics } from './statistics.js';
import { TargetedBacklog } from './targeted-backlog.js';
import { limitsOf, type TaskLimits } from './task-limits.js';
import { FunctionRegistry } from './transport/function-registry.js';
import { SharedRegistry } from './transport/shared-registry.js';
import type { WorkerInfo } from './worker-info.js';

/** The waiting of tasks as long as this is always measured, of shorter ones now and then: reading the clock costs as much as submitting a tiny one. */
const ALWAYS_MEASURED_NANOS = 50_000;

const now: () => number = performance.now.bind(performance);

/** The two functions of the promise being made: `new Promise` calls its argument at once, so one function serves all. */
let capturedResolve: (value: unknown) => void = ignore;
let capturedReject: (error: unknown) => void = ignore;
function capture(resolve: (value: unknown) => void, reject: (error: unknown) => void): void {
  capturedResolve = resolve;
  capturedReject = reject;
}
function ignore(): void {}

/** All of a pool but its face: while no work is open it does not hold the `Pool`, so that one nobody holds can be collected and stopped. */
export class Engine {
  readonly options: CheckedOptions;
  readonly source: ModuleSource;
  readonly signals: AbortSignals = new AbortSignals();
  readonly admission: Admission;
  readonly blockStatistics: BlockStatistics = new BlockStatistics();
  readonly #face: WeakRef<EventEmitter<PoolEvents>>;
  /** The pool itself, while work is open: a pool with open work is not collected, whoever holds it. */
  readonly #heldFace = new Set<object>();
  readonly #functions = new FunctionRegistry();
  readonly #table = new JobTable();
  readonly #backlog = new Backlog();
  readonly #targeted = new TargetedBacklog();
  readonly #statistics = new TaskStatistics();
  readonly #crew: Crew;
  readonly #dispatcher: Dispatcher;
  readonly #collector: ResultCollector;
  readonly #canceller: Canceller;
  readonly #feeders = new Feeders();
  readonly #releases = new ReleaseWatch(this.#table);
  readonly life: PoolLife;
  /** What tasks are held to when their call says nothing. */
  readonly #defaultLimits: TaskLimits | undefined;

  /** The function of the record submitted last, and how many items that has: it tells how soon news can be expected. */
  #latestFunction = 0;
  #latestItems = 1;
  #submissions = 0;
  /** Whether something waited that no worker took. */
  #hadBacklog = false;

  /** `face` is the `Pool` whose engine this is. */
  constructor(source: ModuleSource, options: CheckedOptions, face: EventEmitter<PoolEvents>) {
    source.wasm?.reserve(options.workers);
    this.options = options;
    this.source = source;
    this.#face = new WeakRef(face);
    this.#defaultLimits = limitsOf(undefined, options.taskTimeoutMs, false);
    this.life = this.#makeLife();
    this.admission = new Admission(options, this.#table, this.#functions);
    const doorbell = new SharedArrayBuffer(4);
    const shared = new SharedRegistry((id) => this.#crew.forgetShared(id), source.wasm?.owns);
    this.#crew = this.#makeCrew(doorbell, shared);
    this.#dispatcher = this.#makeDispatcher(shared);
    this.#canceller = this.#makeCanceller();
    this.#collector = this.#makeCollector(doorbell);
    this.#crew.supervisor.startAll();
  }

  get state(): PoolState {
    return this.life.state;
  }

  get size(): number {
    return this.#crew.size;
  }

  get workers(): WorkerInfo[] {
    return this.#crew.report.workers();
  }

  stats(): PoolStats {
    const { missedWakeUps } = this.#collector;
    return poolStats(this.#crew, this.#statistics, this.admission.openItems, missedWakeUps, this.blockStatistics);
  }

  /** Runs one task with the pool's own limits: the hot path. */
  call(name: string, args: readonly unknown[]): Promise<unknown> {
    const promise = new Promise<unknown>(capture);
    const job = new CallJob(capturedResolve, capturedReject, this.#defaultLimits);
    // Whoever settles a promise holds its value: the last one must not be held until the next call.
    capturedResolve = capturedReject = ignore;
    this.sendCall(job, name, args, undefined);
    return promise;
  }

  /** Sends the one task of a job; what stands against it is told to the job. */
  sendCall(job: Job, name: string, args: readonly unknown[], transfer: readonly object[] | undefined): void {
    const functionId = this.#functions.find(name) ?? this.admission.functionId(name);
    if (this.life.state !== 'running' || functionId === undefined || this.admission.isLimited) {
      const refusal = this.refusalOf(name, 1);
      if (refusal !== undefined) return job.itemFailed(0, refusal);
    }
    this.#dispatcher.submitCall(job, functionId!, args, transfer, this.#submitted(functionId!, 1));
    this.#workAdded();
  }

  /** Sends a chunk of a job's items, the first of which is its item `firstItem`. */
  sendChunk(job: Job, functionId: number, kind: number, firstItem: number, items: readonly unknown[]): void {
    this.sendItems(job, functionId, kind, { firstItem, count: items.length, values: items });
  }

  /** Sends some items of a job as one record. `kind`: what is done with them. */
  sendItems(job: Job, functionId: number, kind: number, items: RecordItems): void {
    const { firstItem, count } = items;
    if (!this.life.isDelivering) return failItems(job, firstItem, count, () => this.life.refusal());
    this.#dispatcher.submitItems(job, functionId, kind, items, this.#submitted(functionId, count));
    this.#workAdded();
  }

  /** Sends what `send` sends, and wakes workers when all is sent. */
  together(send: () => void): void {
    this.#dispatcher.together(send);
  }

  /** Indices of the workers that a broadcast reaches. */
  get reachable(): number[] {
    return this.#crew.reachable;
  }

  /** Sends a job's items, each the same call, one to each of `workers`. Throws `SerializationError`. */
  sendEverywhere(job: Job, functionId: number, args: readonly unknown[], workers: readonly number[]): void {
    this.#submitted(functionId, 1);
    this.#dispatcher.submitEverywhere(job, functionId, args, workers);
    this.#workAdded();
  }

  /** Why `items` calls of a function are not taken: a fresh error; `undefined` when they are. */
  refusalOf(name: string, items: number): Error | undefined {
    return this.life.state === 'running' ? this.admission.refusalOf(name, items) : this.life.refusal();
  }

  /** What one call of a function was measured to take lately, in nanoseconds. */
  measuredNanos(functionId: number): number | undefined {
    return this.#crew.scheduler.measured(functionId);
  }

  /** Registers a job that goes on sending; `removeFeeder` when it has sent all. */
  addFeeder(feeder: Feeder): void {
    this.#feeders.add(feeder);
  }

  removeFeeder(feeder: Feeder): void {
    this.#feeders.remove(feeder);
    this.#recordsDone();
  }

  /** Items of a map that were never sent are not wanted any more. */
  dropUnsent(items: number): void {
    this.admission.countUnsent(-items);
    this.#statistics.itemDropped(items);
  }

  /** Fails a job now. What waits of it is dropped wherever it is, what runs is stopped. */
  cancel(job: Job, makeError: () => Error): void {
    this.#canceller.cancel(job, makeError);
  }

  /** Drops what has not run of a job whose results nobody wants; a chunk that runs ends after its current item. */
  drop(job: Job): void {
    this.#canceller.drop(job);
  }

  /** Resolves when no worker can run anything more of a job that is over: not before the workers have ended where the pool itself has. */
  async released(job: Job): Promise<void> {
    if (this.life.isDelivering) await this.#releases.released(job);
    if (!this.life.isDelivering) await this.life.join();
  }

  /** Drops what was cancelled now: a thread that blocks has no microtasks. */
  flushCancelled(): void {
    this.#canceller.flush();
  }

  /** Throws where the thread must not block: nothing can be sent while a value is being read. */
  checkMayBlock(): void {
    if (this.#dispatcher.isEncoding)
      throw new Error('Expected a call that blocks to be made outside of getters of arguments, got one within.');
  }

  /** Blocks the thread for a job, until `isOver()`. False when `timeoutMs` were over before. */
  block(job: Job, isOver: () => boolean, timeoutMs: number): boolean {
    this.#crew.beginBlocking(job);
    try {
      return this.#blockUntil(isOver, now() + timeoutMs);
    } finally {
      this.#crew.endBlocking();
    }
  }

  #blockUntil(isOver: () => boolean, end: number): boolean {
    for (;;) {
      const isAnswered = this.#collector.lookSync(isOver);
      if (!isAnswered) this.#crew.doTimersWork();
      // What was cancelled before, or is by what comes in: nothing runs the microtask that would drop it.
      this.#canceller.flush();
      if (isAnswered || isOver()) return true;
      const left = end - now();
      if (left <= 0) return false;
      this.#collector.sleepSync(() => this.#crew.supervisor.hasUnnoticedEnd, Math.min(left, this.#crew.nextTimerInMs));
    }
  }

  #makeLife(): PoolLife {
    return new PoolLife({
      hasOpenRecords: () => this.#table.open > 0,
      isAllWorkDone: () => this.#table.open === 0 && !this.#feeders.areThere,
      areWorkersReady: () => this.#crew.supervisor.allReady,
      stopInput: (makeError) => this.#feeders.stopInput(makeError),
      settleAll: (makeError) => this.#settleAll(makeError),
      workAdded: () => this.#collector.workAdded(),
      endWorkers: async (how) => {
        await this.#crew.end(how);
        this.#collector.stop();
      },
      closed: () => tell(this.#face.deref(), 'close'),
    });
  }

  #makeCrew(doorbell: SharedArrayBuffer, shared: SharedRegistry): Crew {
    return new Crew({
      source: this.source,
      options: this.options,
      doorbell,
      table: this.#table,
      backlog: this.#backlog,
      targeted: this.#targeted,
      statistics: this.#statistics,
      functions: this.#functions,
      shared,
      dispatch: () => this.#dispatchWaiting(),
      isDelivering: () => this.life.isDelivering,
      isRunning: () => this.life.state === 'running',
      ready: (functions) => {
        this.admission.moduleHas(functions);
        this.life.workerReady();
      },
      recordsDone: () => this.#recordsDone(),
      // Also when nothing waits: what was open may have ended with the worker, and then nothing is to be expected.
      workerGone: () => this.#collector.workAdded(),
      broke: (makeError) => this.life.break(makeError),
      tell: (event, ...args) => tell(this.#face.deref(), event, ...args),
    });
  }

  #makeDispatcher(shared: SharedRegistry): Dispatcher {
    return new Dispatcher({
      table: this.#table,
      backlog: this.#backlog,
      targeted: this.#targeted,
      scheduler: this.#crew.scheduler,
      workers: this.#crew.workers,
      shared,
      statistics: this.#statistics,
      mostItems: this.options.maxTasksPerWorker,
      maxPayloadBytes: this.options.avoidsRing ? 0 : this.options.ringBytes / 2 - 8,
      assigned: (slot, worker) => this.#crew.assigned(slot, worker),
      waitsForFree: () => this.#crew.recaller.crowded(),
      starved: () => {
        this.#hadBacklog = true;
        this.#crew.supervisor.grow(this.#backlog.length);
      },
      damaged: (handle, error) => {
        this.#crew.condemn(handle, error);
        return false;
      },
    });
  }

  #makeCanceller(): Canceller {
    const { recaller, stopper, workers } = this.#crew;
    return new Canceller({
      table: this.#table,
      backlog: this.#backlog,
      targeted: this.#targeted,
      statistics: this.#statistics,
      workers,
      recaller,
      stopper,
      dropped: () => {
        this.#recordsDone();
        this.#refill();
      },
    });
  }

  #makeCollector(doorbell: SharedArrayBuffer): ResultCollector {
    return new ResultCollector(doorbell, {
      collect: () => this.#collect(false),
      collectFromBusy: () => this.#collect(true),
      hasResults: () => this.#crew.hasResults(),
      hasOpenWork: () => this.#table.open > 0 || this.life.isAwaited,
      isResting: (isResting) => {
        const pool = this.#face.deref();
        if (isResting || pool === undefined) this.#heldFace.clear();
        else this.#heldFace.add(pool);
      },
      expectsSoon: () => this.#crew.scheduler.isWorthLookingFor(this.#latestFunction, this.#latestItems),
    });
  }

  /** Counts a submission. Returns when it was, if its waiting is to be measured, else 0; negative, if it stands for others that are not. */
  #submitted(functionId: number, items: number): number {
    this.#latestFunction = functionId;
    this.#latestItems = items;
    this.#submissions = (this.#submissions + 1) | 0;
    if (this.#crew.scheduler.isExpectedToTake(ALWAYS_MEASURED_NANOS, functionId)) return now();
    return (this.#submissions & (SUBMISSIONS_PER_SAMPLE - 1)) === 0 ? -now() : 0;
  }

  #workAdded(): void {
    this.#collector.workAdded();
    this.life.workDone();
  }

  /** Takes the results that are there, of all workers or of the busy alone, then fills the rings. */
  #collect(fromBusy: boolean): number {
    if (!this.life.isDelivering) return 0;
    const taken = fromBusy ? this.#crew.drainBusy() : this.#crew.drainAll();
    this.#refill();
    return taken;
  }

  /** Fills the rings from the backlog, or, when that is empty, from the rings of others. */
  #refill(): void {
    this.#dispatchWaiting();
    if (this.#table.open > 0) this.#crew.recaller.balance();
    this.#releases.look();
    if (this.#hadBacklog && this.#backlog.length === 0) {
      this.#hadBacklog = false;
      tell(this.#face.deref(), 'drain');
    }
    this.life.workDone();
  }

  #dispatchWaiting(): void {
    if (this.#backlog.length > 0 || this.#targeted.length > 0) this.#dispatcher.dispatch();
  }

  #recordsDone(): void {
    this.#dispatcher.recordsDone();
    if (this.admission.isLimited) this.#feeders.tellRoom();
    this.life.workDone();
  }

  /** Rejects everything open. */
  #settleAll(makeError: () => Error): void {
    this.#backlog.clear();
    this.#targeted.clear();
    this.#feeders.stopInput(makeError);
    for (const slot of this.#table.openSlots()) {
      this.#statistics.itemDropped(this.#table.unsettledOf(slot));
      failRest(this.#table, slot, makeError);
      this.#table.remove(slot);
    }
    this.#releases.look();
  }
}
