import type { EventEmitter } from 'node:events';
import { AbortSignals } from './abort-signals.js';
import { Admission } from './admission.js';
import { Backlog } from './backlog.js';
import { CallJob } from './call-job.js';
import { Canceller } from './canceller.js';
import { Crew } from './crew.js';
import { Dispatcher } from './dispatcher.js';
import { PoolNotRunningError, PoolStillRunningError, PoolTerminatedError } from './errors.js';
import type { Feeder } from './feeder.js';
import { failRest } from './handover.js';
import { type Job, JobTable, SUBMISSIONS_PER_SAMPLE } from './job-table.js';
import { nextState, type PoolState } from './lifecycle.js';
import { type PoolEvents, tell } from './pool-events.js';
import type { CheckedOptions } from './pool-options.js';
import { type PoolStats, utilizationOf } from './pool-stats.js';
import { ResultCollector } from './result-collector.js';
import { TaskStatistics } from './statistics.js';
import type { EndOfWorkers } from './supervisor.js';
import { TargetedBacklog } from './targeted-backlog.js';
import { limitsOf, type TaskLimits } from './task-limits.js';
import { FunctionRegistry } from './transport/function-registry.js';
import { SharedRegistry } from './transport/shared-registry.js';
import type { WorkerInfo } from './worker-info.js';

/** Tasks shorter than this are looked for before the main thread sleeps. */
const SHORT_TASK_NANOS = 200_000;

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
  readonly module: string;
  readonly signals: AbortSignals = new AbortSignals();
  readonly admission: Admission;
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
  readonly #feeders = new Set<Feeder>();
  /** What tasks are held to when their call says nothing. */
  readonly #defaultLimits: TaskLimits | undefined;

  #state: PoolState = 'running';
  /** Why work is refused, once it is; a fresh error each time. */
  #makeRefusal: (() => Error) | undefined;
  /** What a task of the function dispatched last takes. */
  #latestFunction = 0;
  #submissions = 0;
  /** Whether something waited that no worker took. */
  #hadBacklog = false;
  /** Whether feeders are about to be told that there is room for more items. */
  #isTellingRoom = false;

  #isCloseTold = false;

  #readyWaiters: { resolve: () => void; reject: (error: unknown) => void }[] = [];
  #ended: Promise<void> | undefined;
  #allWorkDone: (() => void) | undefined;

  /** `face` is the `Pool` whose engine this is. */
  constructor(module: string, options: CheckedOptions, face: EventEmitter<PoolEvents>) {
    this.options = options;
    this.module = module;
    this.#face = new WeakRef(face);
    this.#defaultLimits = limitsOf(undefined, options.taskTimeoutMs, false);
    this.admission = new Admission(options, this.#table, this.#functions);
    const doorbell = new SharedArrayBuffer(4);
    const shared = new SharedRegistry((id) => this.#crew.forgetShared(id));
    this.#crew = this.#makeCrew(doorbell, shared);
    this.#dispatcher = this.#makeDispatcher(shared);
    this.#canceller = this.#makeCanceller();
    this.#collector = this.#makeCollector(doorbell);
    this.#crew.supervisor.startAll();
  }

  get state(): PoolState {
    return this.#state;
  }

  /** Workers there are now. */
  get size(): number {
    return this.#crew.size;
  }

  get workers(): WorkerInfo[] {
    return this.#crew.report.workers();
  }

  stats(): PoolStats {
    const { report, supervisor } = this.#crew;
    const { running } = report;
    const { done, failed, lost, runTime, waitTime } = this.#statistics;
    return {
      workers: this.size,
      queued: Math.max(0, this.admission.openItems - running),
      running,
      done,
      failed,
      lost,
      restarts: supervisor.restarts,
      zombies: supervisor.zombies,
      missedWakeUps: this.#collector.missedWakeUps,
      utilization: utilizationOf(report.busyMs, report.workerMs),
      runTime,
      waitTime,
    };
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
    if (this.#state !== 'running' || functionId === undefined || this.admission.capacity !== Infinity) {
      const refusal = this.refusalOf(name, 1);
      if (refusal !== undefined) return job.itemFailed(0, refusal);
    }
    this.#dispatcher.submitCall(job, functionId!, args, transfer, this.#submitted(functionId!));
    this.#workAdded();
  }

  /** Sends a chunk of a job's items, the first of which is its item `firstItem`. */
  sendChunk(job: Job, functionId: number, kind: number, firstItem: number, items: readonly unknown[]): void {
    if (this.#state !== 'running' && this.#state !== 'closing') {
      items.forEach((_, index) => job.itemFailed(firstItem + index, this.refusal()));
      return;
    }
    this.#dispatcher.submitChunk(job, functionId, kind, firstItem, items, this.#submitted(functionId));
    this.#workAdded();
  }

  /** Indices of the workers that a broadcast reaches. */
  get reachable(): number[] {
    return this.#crew.reachable;
  }

  /** Sends a job's items, each the same call, one to each of `workers`. Throws `SerializationError`. */
  sendEverywhere(job: Job, functionId: number, args: readonly unknown[], workers: readonly number[]): void {
    this.#submitted(functionId);
    this.#dispatcher.submitEverywhere(job, functionId, args, workers);
    this.#workAdded();
  }

  /** Why work is refused: a fresh error. */
  refusal(): Error {
    return this.#makeRefusal?.() ?? new PoolNotRunningError(`Expected a running pool, got one that is ${this.#state}.`);
  }

  /** Why `items` calls of a function are not taken: a fresh error; `undefined` when they are. */
  refusalOf(name: string, items: number): Error | undefined {
    return this.#state === 'running' ? this.admission.refusalOf(name, items) : this.refusal();
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
    this.#feeders.delete(feeder);
    this.#recordDone();
  }

  /** Items of a map that were never sent are not wanted any more. */
  dropUnsent(items: number): void {
    this.admission.countUnsent(-items);
    this.#statistics.itemFailed(0, items);
  }

  /** Fails a job now. What waits of it is dropped wherever it is, what runs is stopped. */
  cancel(job: Job, makeError: () => Error): void {
    this.#canceller.cancel(job, makeError);
  }

  /** Drops what has not run of a job whose results nobody wants; a chunk that runs ends after its current item. */
  drop(job: Job): void {
    this.#canceller.drop(job);
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

  /** Blocks the thread until `isOver()`. False when `timeoutMs` were over before. */
  block(isOver: () => boolean, timeoutMs: number): boolean {
    const { supervisor } = this.#crew;
    supervisor.isBlocked = true;
    try {
      return this.#blockUntil(isOver, now() + timeoutMs);
    } finally {
      supervisor.isBlocked = false;
    }
  }

  #blockUntil(isOver: () => boolean, end: number): boolean {
    const { supervisor } = this.#crew;
    for (;;) {
      while (!isOver() && this.#collect() > 0);
      this.#crew.doTimersWork();
      if (isOver()) return true;
      const left = end - now();
      if (left <= 0) return false;
      this.#collector.sleepSync(() => supervisor.hasUnnoticedEnd, Math.min(left, this.#crew.nextTimerInMs));
    }
  }

  /** Resolves when every worker has loaded the module. */
  ready(): Promise<void> {
    if (this.#state !== 'running') return Promise.reject(this.refusal());
    if (this.#crew.supervisor.allReady) return Promise.resolve();
    return new Promise((resolve, reject) => {
      this.#readyWaiters.push({ resolve, reject });
      this.#collector.workAdded();
    });
  }

  /** Takes no new work, lets all that was submitted end, then ends the workers. */
  close(): Promise<void> {
    if (this.#state !== 'running') return this.#ended ?? this.terminate();
    this.#state = nextState(this.#state, 'close');
    const allWorkDone = new Promise<void>((resolve) => {
      this.#allWorkDone = resolve;
    });
    this.#ended = allWorkDone.then(() => (this.#state === 'closing' ? this.#endWorkers('retire') : this.#ended));
    for (const feeder of [...this.#feeders]) feeder.stopInput(() => this.refusal());
    this.#failReadyWaiters();
    this.#collector.workAdded();
    this.#checkAllWorkDone();
    return this.#ended;
  }

  /** Stops at once: everything open is rejected. */
  terminate(): Promise<void> {
    if (this.#state === 'terminated' || this.#state === 'closed') return this.#ended!;
    const wasBroken = this.#state === 'broken';
    // With nothing open the workers are at rest: they end by themselves, and what their tasks printed gets out.
    const how = this.#table.open === 0 ? 'flush' : 'terminate';
    this.#state = nextState(this.#state, 'terminate');
    if (!wasBroken) this.#settleAll(() => new PoolTerminatedError('The pool was terminated while this task was open.'));
    this.#ended = this.#endWorkers(how);
    this.#allWorkDone?.();
    return this.#ended;
  }

  /** Resolves when every worker has exited. */
  join(): Promise<void> {
    return (
      this.#ended ??
      Promise.reject(
        new PoolStillRunningError('Expected `close()` or `terminate()` before `join()`, got a running pool.'),
      )
    );
  }

  #makeCrew(doorbell: SharedArrayBuffer, shared: SharedRegistry): Crew {
    return new Crew({
      module: this.module,
      options: this.options,
      doorbell,
      table: this.#table,
      backlog: this.#backlog,
      targeted: this.#targeted,
      statistics: this.#statistics,
      functions: this.#functions,
      shared,
      dispatch: () => this.#dispatchWaiting(),
      isDelivering: () => this.#state === 'running' || this.#state === 'closing',
      isRunning: () => this.#state === 'running',
      ready: (functions) => this.#workerReady(functions),
      recordDone: () => this.#recordDone(),
      // Also when nothing waits: what was open may have ended with the worker, and then nothing is to be expected.
      workerGone: () => this.#collector.workAdded(),
      broke: (makeError) => this.#break(makeError),
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
      maxPayloadBytes: this.options.avoidsRing ? 0 : this.options.ringBytes / 2 - 8,
      assigned: (slot, worker) => this.#crew.assigned(slot, worker),
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
        this.#recordDone();
        this.#refill();
      },
    });
  }

  #makeCollector(doorbell: SharedArrayBuffer): ResultCollector {
    return new ResultCollector(doorbell, {
      collect: () => this.#collect(),
      hasResults: () => this.#crew.hasResults(),
      hasOpenWork: () => this.#table.open > 0 || this.#readyWaiters.length > 0,
      isResting: (isResting) => {
        const pool = this.#face.deref();
        if (isResting || pool === undefined) this.#heldFace.clear();
        else this.#heldFace.add(pool);
      },
      expectsSoon: () => (this.#crew.scheduler.measured(this.#latestFunction) ?? 0) < SHORT_TASK_NANOS,
    });
  }

  /** Counts a submission. Returns when it was, if its waiting is to be measured, else 0; negative, if it stands for others that are not. */
  #submitted(functionId: number): number {
    this.#latestFunction = functionId;
    this.#submissions = (this.#submissions + 1) | 0;
    if (this.#crew.scheduler.estimate(functionId, 1) >= ALWAYS_MEASURED_NANOS) return now();
    return (this.#submissions & (SUBMISSIONS_PER_SAMPLE - 1)) === 0 ? -now() : 0;
  }

  #workAdded(): void {
    this.#collector.workAdded();
    if (this.#allWorkDone !== undefined) this.#checkAllWorkDone();
  }

  /** Takes the results that are there, then fills the rings. */
  #collect(): number {
    if (this.#state === 'terminated' || this.#state === 'broken') return 0;
    const taken = this.#crew.drainAll();
    this.#refill();
    return taken;
  }

  /** Fills the rings from the backlog, or, when that is empty, from the rings of others. */
  #refill(): void {
    this.#dispatchWaiting();
    if (this.#backlog.length === 0 && this.#table.open > 0) this.#crew.recaller.balance();
    if (this.#hadBacklog && this.#backlog.length === 0) {
      this.#hadBacklog = false;
      tell(this.#face.deref(), 'drain');
    }
    if (this.#allWorkDone !== undefined) this.#checkAllWorkDone();
  }

  #dispatchWaiting(): void {
    if (this.#backlog.length > 0 || this.#targeted.length > 0) this.#dispatcher.dispatch();
  }

  #recordDone(): void {
    if (this.admission.capacity !== Infinity) this.#tellRoom();
    if (this.#allWorkDone !== undefined) this.#checkAllWorkDone();
  }

  /** There is room for items again: those that wait for it are told, outside of this call. */
  #tellRoom(): void {
    if (this.#feeders.size === 0 || this.#isTellingRoom) return;
    this.#isTellingRoom = true;
    queueMicrotask(() => {
      this.#isTellingRoom = false;
      for (const feeder of [...this.#feeders]) feeder.roomMade();
    });
  }

  #checkAllWorkDone(): void {
    if (this.#allWorkDone !== undefined && this.#table.open === 0 && this.#feeders.size === 0) this.#allWorkDone();
  }

  #workerReady(functions: readonly string[]): void {
    this.admission.moduleHas(functions);
    if (!this.#crew.supervisor.allReady) return;
    for (const waiter of this.#readyWaiters.splice(0)) waiter.resolve();
  }

  async #endWorkers(how: EndOfWorkers): Promise<void> {
    await this.#crew.end(how);
    this.#collector.stop();
    this.#state = nextState(this.#state, 'workersEnded');
    // A pool that is terminated while it closes ends twice.
    if (!this.#isCloseTold) tell(this.#face.deref(), 'close');
    this.#isCloseTold = true;
  }

  #break(makeError: () => Error): void {
    if (this.#state !== 'running' && this.#state !== 'closing') return;
    this.#state = nextState(this.#state, 'break');
    this.#makeRefusal = makeError;
    this.#settleAll(makeError);
    this.#ended = this.#endWorkers('terminate');
    this.#allWorkDone?.();
  }

  /** Rejects everything open. */
  #settleAll(makeError: () => Error): void {
    const makeRefusal = this.#makeRefusal;
    this.#makeRefusal = makeError;
    this.#backlog.clear();
    this.#targeted.clear();
    for (const feeder of [...this.#feeders]) feeder.stopInput(makeError);
    for (const slot of this.#table.openSlots()) {
      this.#statistics.itemFailed(0, this.#table.unsettledOf(slot));
      failRest(this.#table, slot, makeError);
      this.#table.remove(slot);
    }
    this.#failReadyWaiters();
    this.#makeRefusal = makeRefusal;
  }

  #failReadyWaiters(): void {
    for (const waiter of this.#readyWaiters.splice(0)) waiter.reject(this.refusal());
  }
}
