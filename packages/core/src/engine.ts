import type { EventEmitter } from 'node:events';
import { AbortSignals } from './abort-signals.js';
import { Backlog } from './backlog.js';
import { CallJob } from './call-job.js';
import { Canceller } from './canceller.js';
import { Dispatcher } from './dispatcher.js';
import {
  PoolNotRunningError,
  PoolStillRunningError,
  PoolTerminatedError,
  QueueFullError,
  WorkerLostError,
} from './errors.js';
import { UnknownTaskError } from './errors.js';
import type { Feeder } from './feeder.js';
import { failRest, handOver } from './handover.js';
import { IdleWatch } from './idle-watch.js';
import { type Job, JobTable } from './job-table.js';
import { nextState, type PoolState } from './lifecycle.js';
import { type PoolEvents, tell } from './pool-events.js';
import type { CheckedOptions } from './pool-options.js';
import { PoolReport } from './pool-report.js';
import { type PoolStats, utilizationOf } from './pool-stats.js';
import { Recaller } from './recaller.js';
import { ResultCollector } from './result-collector.js';
import { ResultIntake } from './result-intake.js';
import { Scheduler } from './scheduler.js';
import { TaskStatistics } from './statistics.js';
import { Stopper } from './stopper.js';
import { type EndOfWorkers, Supervisor } from './supervisor.js';
import { TargetedBacklog } from './targeted-backlog.js';
import { TaskClock } from './task-clock.js';
import { limitsOf, type TaskLimits } from './task-limits.js';
import { FunctionRegistry, wrongName } from './transport/function-registry.js';
import { SharedRegistry } from './transport/shared-registry.js';
import type { WorkerHandle } from './worker-handle.js';
import type { WorkerInfo } from './worker-info.js';
import { workerSettings } from './worker-settings.js';

/** Tasks shorter than this are looked for before the main thread sleeps. */
const SHORT_TASK_NANOS = 200_000;

/** The waiting of tasks as long as this is always measured, of shorter ones now and then: reading the clock costs as much as submitting a tiny one. */
const ALWAYS_MEASURED_NANOS = 50_000;
const SAMPLE_MASK = 63;

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
  readonly #face: WeakRef<EventEmitter<PoolEvents>>;
  /** The pool itself, while work is open: a pool with open work is not collected, whoever holds it. */
  readonly #heldFace = new Set<object>();
  readonly #functions = new FunctionRegistry();
  readonly #table = new JobTable();
  readonly #backlog = new Backlog();
  readonly #targeted = new TargetedBacklog();
  readonly #statistics = new TaskStatistics();
  readonly #scheduler: Scheduler;
  readonly #shared: SharedRegistry;
  readonly #supervisor: Supervisor;
  readonly #dispatcher: Dispatcher;
  readonly #intake: ResultIntake;
  readonly #collector: ResultCollector;
  readonly #recaller: Recaller;
  readonly #stopper: Stopper;
  readonly #clock: TaskClock;
  readonly #canceller: Canceller;
  readonly #idleWatch: IdleWatch;
  readonly #report: PoolReport;
  readonly #feeders = new Set<Feeder>();

  /** Most open items. */
  readonly #capacity: number;
  /** Items of maps that are open and not sent yet. */
  #unsent = 0;
  #isRoomTold = true;
  /** What tasks are held to when their call says nothing. */
  readonly #defaultLimits: TaskLimits | undefined;

  #state: PoolState = 'running';
  /** Why work is refused, once it is; a fresh error each time. */
  #makeRefusal: (() => Error) | undefined;
  /** Names of the module's functions, once a worker has told them. */
  #available: ReadonlySet<string> | undefined;
  /** What a task of the function dispatched last takes. */
  #latestFunction = 0;
  #submissions = 0;
  /** Whether something waited that no worker took. */
  #hadBacklog = false;

  #readyWaiters: { resolve: () => void; reject: (error: unknown) => void }[] = [];
  #ended: Promise<void> | undefined;
  #allWorkDone: (() => void) | undefined;

  /** `face` is the `Pool` whose engine this is. */
  constructor(module: string, options: CheckedOptions, face: EventEmitter<PoolEvents>) {
    this.options = options;
    this.module = module;
    this.#face = new WeakRef(face);
    this.#capacity = options.workers * options.concurrency + options.queueLimit;
    this.#defaultLimits = limitsOf(undefined, options.taskTimeoutMs, false);
    const doorbell = new SharedArrayBuffer(4);
    this.#scheduler = new Scheduler(options.workers, options.concurrency);
    this.#shared = new SharedRegistry((id) => this.#forgetShared(id));
    this.#supervisor = this.#makeSupervisor(doorbell);
    const { workers } = this.#supervisor;
    const queues = { table: this.#table, backlog: this.#backlog, targeted: this.#targeted, workers };
    this.#report = new PoolReport(this.#table, this.#functions, workers);
    this.#dispatcher = this.#makeDispatcher(queues);
    const dispatch = (): void => this.#dispatcher.dispatch();
    const damaged = (handle: WorkerHandle, error: unknown): void => this.#condemn(handle, error);
    const takeNews = (handle: WorkerHandle): void => void this.#drain(handle);
    this.#recaller = new Recaller({ ...queues, scheduler: this.#scheduler, damaged, dispatch });
    const end = (handle: WorkerHandle): void => this.#supervisor.condemn(handle, undefined);
    this.#stopper = new Stopper({ table: this.#table, takeNews, end });
    const stopping = { ...queues, statistics: this.#statistics, stopper: this.#stopper };
    this.#clock = new TaskClock({ ...stopping, takeNews });
    this.#canceller = new Canceller({ ...stopping, recaller: this.#recaller, dropped: () => this.#refill() });
    this.#idleWatch = this.#makeIdleWatch();
    this.#intake = this.#makeIntake();
    this.#collector = this.#makeCollector(doorbell);
    this.#supervisor.startAll();
  }

  get state(): PoolState {
    return this.#state;
  }

  /** Workers there are now. */
  get size(): number {
    return this.#supervisor.workers.filter((handle) => handle !== undefined).length;
  }

  get workers(): WorkerInfo[] {
    return this.#report.workers();
  }

  stats(): PoolStats {
    const running = this.#report.running;
    const { done, failed, lost, runTime, waitTime } = this.#statistics;
    return {
      workers: this.size,
      queued: Math.max(0, this.#openItems - running),
      running,
      done,
      failed,
      lost,
      restarts: this.#supervisor.restarts,
      zombies: this.#supervisor.zombies,
      missedWakeUps: this.#collector.missedWakeUps,
      utilization: utilizationOf(this.#report.busyMs, this.#report.workerMs),
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
    const functionId = this.#functions.find(name) ?? this.functionId(name);
    if (this.#state !== 'running' || functionId === undefined || this.#capacity !== Infinity) {
      const refusal = this.refusalOf(name, 1);
      if (refusal !== undefined) return job.itemFailed(0, refusal);
    }
    this.#dispatcher.submitCall(job, functionId!, args, transfer, this.#submitted(functionId!));
    this.#collector.workAdded();
    if (this.#allWorkDone !== undefined) this.#checkAllWorkDone();
  }

  /** Sends a chunk of a job's items, the first of which is its item `firstItem`. */
  sendChunk(job: Job, functionId: number, kind: number, firstItem: number, items: readonly unknown[]): void {
    if (this.#state !== 'running' && this.#state !== 'closing') {
      items.forEach((_, index) => job.itemFailed(firstItem + index, this.refusal()));
      return;
    }
    this.#dispatcher.submitChunk(job, functionId, kind, firstItem, items, this.#submitted(functionId));
    this.#collector.workAdded();
    if (this.#allWorkDone !== undefined) this.#checkAllWorkDone();
  }

  /** Indices of the workers that a broadcast reaches. */
  get reachable(): number[] {
    const { workers } = this.#supervisor;
    return workers.flatMap((handle, index) =>
      handle !== undefined && !handle.isTerminating && handle.state !== 'retiring' ? [index] : [],
    );
  }

  /** Sends a job's items, each the same call, one to each of `workers`. Throws `SerializationError`. */
  sendEverywhere(job: Job, name: string, args: readonly unknown[], workers: readonly number[]): void {
    const functionId = this.functionId(name)!;
    this.#submitted(functionId);
    this.#dispatcher.submitEverywhere(job, functionId, args, workers);
    this.#collector.workAdded();
  }

  /** Why work is refused: a fresh error. */
  refusal(): Error {
    return this.#makeRefusal?.() ?? new PoolNotRunningError(`Expected a running pool, got one that is ${this.#state}.`);
  }

  /** Why `items` calls of a function are not taken: a fresh error; `undefined` when they are. */
  refusalOf(name: string, items: number): Error | undefined {
    if (this.#state !== 'running') return this.refusal();
    if (this.functionId(name) === undefined)
      return wrongName(name) ?? UnknownTaskError.of(name, [...(this.#available ?? [])]);
    if (this.queueRoom >= items) return undefined;
    const { queueLimit } = this.options;
    return new QueueFullError(
      `Expected room for ${items} more, got ${this.#openItems} open items where ${this.#capacity} may be: \`queueLimit\` is ${queueLimit}.`,
    );
  }

  /** The number of a function; `undefined` when the module is known not to have it, or no module can. */
  functionId(name: string): number | undefined {
    const known = this.#functions.find(name);
    if (known !== undefined) return known;
    if (wrongName(name) !== undefined || this.#available?.has(name) === false) return undefined;
    return this.#functions.add(name);
  }

  /** What one call of a function was measured to take lately, in nanoseconds. */
  measuredNanos(functionId: number): number | undefined {
    return this.#scheduler.measured(functionId);
  }

  /** Most open items, and how many more there may be now. */
  get queueCapacity(): number {
    return this.#capacity;
  }

  get queueRoom(): number {
    return this.#capacity - this.#openItems;
  }

  /** Items of a map that are open though not sent: more, or fewer, by `items`. */
  countUnsent(items: number): void {
    this.#unsent += items;
  }

  /** Registers a job that goes on sending; `removeFeeder` when it has sent all. */
  addFeeder(feeder: Feeder): void {
    this.#feeders.add(feeder);
  }

  removeFeeder(feeder: Feeder): void {
    this.#feeders.delete(feeder);
    this.#checkAllWorkDone();
  }

  /** Fails a job now. What waits of it is dropped wherever it is, what runs is stopped. */
  cancel(job: Job, makeError: () => Error): void {
    this.#canceller.cancel(job, makeError);
  }

  /** Drops what has not run of a job whose results nobody wants; a chunk that runs ends after its current item. */
  drop(job: Job): void {
    this.#canceller.drop(job);
  }

  /** Blocks the thread until `isOver()`. False when `timeoutMs` were over before. */
  block(isOver: () => boolean, timeoutMs: number): boolean {
    if (this.#dispatcher.isEncoding)
      throw new Error(
        'Expected a call that blocks outside of getters of arguments that are being sent, got one within.',
      );
    const end = now() + timeoutMs;
    for (;;) {
      while (!isOver() && this.#collect() > 0);
      this.#doTimersWork();
      if (isOver()) return true;
      const left = end - now();
      if (left <= 0) return false;
      const untilNext = Math.min(left, this.#supervisor.nextLimitInMs, this.#clock.nextInMs);
      const millis = this.#recaller.isWatching ? Math.min(untilNext, STALL_LOOK_MILLIS) : untilNext;
      this.#collector.sleepSync(() => this.#supervisor.hasUnnoticedEnd, millis);
    }
  }

  /** Drops what was cancelled now: a thread that blocks has no microtasks. */
  flushCancelled(): void {
    this.#canceller.flush();
  }

  /** Resolves when every worker has loaded the module. */
  ready(): Promise<void> {
    if (this.#state !== 'running') return Promise.reject(this.refusal());
    if (this.#supervisor.allReady) return Promise.resolve();
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
    for (const feeder of [...this.#feeders]) feeder.stopInput(this.refusal());
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

  get #openItems(): number {
    return this.#table.openItems + this.#unsent;
  }

  /** Counts a submission. Returns when it was, if its waiting is to be measured, else 0. */
  #submitted(functionId: number): number {
    this.#latestFunction = functionId;
    this.#submissions = (this.#submissions + 1) | 0;
    const isSample = (this.#submissions & SAMPLE_MASK) === 0;
    return isSample || this.#scheduler.estimate(functionId, 1) >= ALWAYS_MEASURED_NANOS ? now() : 0;
  }

  async #endWorkers(how: EndOfWorkers): Promise<void> {
    this.#stopper.clear();
    this.#clock.stop();
    this.#recaller.stop();
    this.#idleWatch.stop();
    await this.#supervisor.endAll(how);
    this.#collector.stop();
    this.#state = nextState(this.#state, 'workersEnded');
    tell(this.#face.deref(), 'close');
  }

  #makeSupervisor(doorbell: SharedArrayBuffer): Supervisor {
    return new Supervisor(this.options, workerSettings(this.module, this.options, doorbell), this.#functions, {
      workerStarted: (handle) => this.#workerStarted(handle),
      takeNews: (handle) => void this.#drain(handle),
      workerCondemned: (handle) => this.#workerCondemned(handle),
      workerEnded: (handle, exitCode, isEnding) => this.#workerEnded(handle, exitCode, isEnding),
      workerFailed: (handle, error) => tell(this.#face.deref(), 'workerError', error, eventOf(handle)),
      broke: (makeError) => this.#break(makeError),
    });
  }

  #makeDispatcher(queues: {
    table: JobTable;
    backlog: Backlog;
    targeted: TargetedBacklog;
    workers: readonly (WorkerHandle | undefined)[];
  }): Dispatcher {
    return new Dispatcher({
      ...queues,
      scheduler: this.#scheduler,
      shared: this.#shared,
      maxPayloadBytes: this.options.avoidsRing ? 0 : this.options.ringBytes / 2 - 8,
      assigned: (slot, worker) => {
        const limits = this.#table.jobOf(slot)!.limits;
        if (limits !== undefined) this.#clock.sent(slot, limits.timeoutMs);
        if (this.#scheduler.isCrowded(worker)) this.#recaller.crowded();
      },
      starved: () => {
        this.#hadBacklog = true;
        this.#supervisor.grow(this.#backlog.length);
      },
      damaged: (handle, error) => {
        this.#condemn(handle, error);
        return false;
      },
    });
  }

  #makeIntake(): ResultIntake {
    return new ResultIntake(this.#table, this.#scheduler, this.#statistics, this.#shared, {
      workerReady: (handle, functions) => this.#workerReady(handle, functions),
      workerRetires: (handle) => {
        this.#supervisor.isRetiring(handle);
        this.#recaller.removed(handle);
      },
      workerError: (handle, error) => tell(this.#face.deref(), 'workerError', error, eventOf(handle)),
      recordDone: (slot) => this.#recordDone(slot),
    });
  }

  #makeCollector(doorbell: SharedArrayBuffer): ResultCollector {
    return new ResultCollector(doorbell, {
      collect: () => this.#collect(),
      hasResults: () => this.#supervisor.workers.some((handle) => handle !== undefined && this.#hasResults(handle)),
      hasOpenWork: () => this.#table.open > 0 || this.#readyWaiters.length > 0,
      isResting: (isResting) => {
        const pool = this.#face.deref();
        if (isResting || pool === undefined) this.#heldFace.clear();
        else this.#heldFace.add(pool);
      },
      expectsSoon: () => (this.#scheduler.measured(this.#latestFunction) ?? 0) < SHORT_TASK_NANOS,
    });
  }

  #makeIdleWatch(): IdleWatch {
    const { idleTimeoutMs, minWorkers } = this.options;
    return new IdleWatch({
      idleTimeoutMs,
      scheduler: this.#scheduler,
      workers: this.#supervisor.workers,
      hasSpare: () => this.#state === 'running' && this.#supervisor.wanted > minWorkers,
      putToRest: (handle) => this.#supervisor.putToRest(handle),
    });
  }

  /** Takes the results that are there, then fills the rings. */
  #collect(): number {
    if (this.#state === 'terminated' || this.#state === 'broken') return 0;
    let taken = 0;
    for (const handle of this.#supervisor.workers) if (handle !== undefined) taken += this.#drain(handle);
    this.#refill();
    return taken;
  }

  /** Fills the rings from the backlog, or, when that is empty, from the rings of others. */
  #refill(): void {
    if (this.#backlog.length > 0 || this.#targeted.length > 0) this.#dispatcher.dispatch();
    if (this.#backlog.length === 0 && this.#table.open > 0) this.#recaller.balance();
    if (this.#hadBacklog && this.#backlog.length === 0) {
      this.#hadBacklog = false;
      tell(this.#face.deref(), 'drain');
    }
    if (this.#allWorkDone !== undefined) this.#checkAllWorkDone();
  }

  #drain(handle: WorkerHandle): number {
    if (handle.isTerminating) return 0;
    try {
      const taken = handle.transport.drainResults();
      if (taken > 0) this.#recaller.hasNews(handle);
      return taken;
    } catch (error) {
      this.#condemn(handle, error);
      return 0;
    }
  }

  #hasResults(handle: WorkerHandle): boolean {
    if (handle.isTerminating) return false;
    try {
      return handle.transport.hasResults();
    } catch (error) {
      this.#condemn(handle, error);
      return false;
    }
  }

  /** What timers do while the thread does not block. */
  #doTimersWork(): void {
    this.#supervisor.noticeEnds();
    this.#supervisor.checkLimits();
    if (this.#clock.nextInMs === 0) this.#clock.look();
    if (this.#recaller.isWatching) this.#recaller.look();
  }

  /** The worker's ring is damaged: it gets nothing more, and nothing more that it writes is believed. */
  #condemn(handle: WorkerHandle, error: unknown): void {
    handle.isDamaged = true;
    this.#supervisor.condemn(handle, error);
  }

  #recordDone(slot: number): void {
    const worker = this.#table.workerOf(slot);
    this.#scheduler.finished(worker, this.#table.nanosOf(slot));
    this.#table.remove(slot);
    if (this.#scheduler.recordsOf(worker) === 0) this.#idleWatch.becameIdle(this.#supervisor.workers[worker]);
    if (this.#capacity !== Infinity) this.#tellRoom();
    if (this.#allWorkDone !== undefined) this.#checkAllWorkDone();
  }

  /** There is room for items again: those that wait for it are told, outside of this call. */
  #tellRoom(): void {
    if (this.#feeders.size === 0 || !this.#isRoomTold) return;
    this.#isRoomTold = false;
    queueMicrotask(() => {
      this.#isRoomTold = true;
      for (const feeder of [...this.#feeders]) feeder.roomMade();
    });
  }

  #checkAllWorkDone(): void {
    if (this.#allWorkDone !== undefined && this.#table.open === 0 && this.#feeders.size === 0) this.#allWorkDone();
  }

  #workerStarted(handle: WorkerHandle): void {
    handle.transport.onResult = (view, bytes, offset, length) => this.#intake.take(handle, view, bytes, offset, length);
    this.#scheduler.workerAdded(handle.index);
    if (this.#backlog.length > 0 || this.#targeted.length > 0) this.#dispatcher.dispatch();
  }

  #workerReady(handle: WorkerHandle, functions: readonly string[]): void {
    this.#supervisor.becameReady(handle);
    this.#scheduler.workerReady(handle.index);
    this.#idleWatch.becameIdle(handle);
    this.#available ??= new Set(functions);
    tell(this.#face.deref(), 'workerStart', eventOf(handle));
    if (!this.#supervisor.allReady) return;
    for (const waiter of this.#readyWaiters.splice(0)) waiter.resolve();
  }

  /** The worker is being ended: what it has not begun is taken back before it is. */
  #workerCondemned(handle: WorkerHandle): void {
    this.#recaller.removed(handle);
    if (this.#backlog.length > 0) this.#dispatcher.dispatch();
  }

  #workerEnded(handle: WorkerHandle, exitCode: number, isEnding: boolean): void {
    this.#recaller.forget(handle);
    this.#salvage(handle);
    this.#report.workerEnded(handle);
    const { retries, concurrency } = this.options;
    handOver(handle, exitCode, {
      table: this.#table,
      backlog: this.#backlog,
      retries,
      concurrency,
      lost: () => this.#statistics.itemLost(),
      done: (slot) => this.#recordDone(slot),
    });
    if (!handle.hasRetired) this.#failTargeted(handle);
    this.#tellEnd(handle, exitCode, isEnding);
    // Also when nothing waits: what was open may have ended with the worker, and then nothing is to be expected.
    this.#collector.workAdded();
  }

  /** What only this worker was to run is lost with it. */
  #failTargeted(handle: WorkerHandle): void {
    for (const slot of this.#targeted.take(handle.index)) {
      if (this.#table.jobOf(slot) === undefined) continue;
      this.#statistics.itemLost();
      failRest(
        this.#table,
        slot,
        () => new WorkerLostError('The worker died before it ran this task.', { attempts: 0 }),
      );
      this.#table.remove(slot);
    }
  }

  #tellEnd(handle: WorkerHandle, exitCode: number, isEnding: boolean): void {
    const pool = this.#face.deref();
    const event = { ...eventOf(handle), exitCode: handle.isZombie ? undefined : exitCode };
    if (handle.isZombie) tell(pool, 'zombie', eventOf(handle));
    else tell(pool, 'workerExit', event);
    if (!handle.hasRetired && !isEnding) tell(pool, 'workerLost', { ...event, reason: handle.cause });
  }

  /** Takes what an ended worker left. Damage in its ring ends that, and nothing else. Of a zombie only what it has published can be read. */
  #salvage(handle: WorkerHandle): void {
    if (handle.isDamaged || this.#state === 'terminated' || this.#state === 'broken') return;
    try {
      if (handle.isZombie) while (handle.transport.drainResults() > 0);
      else handle.transport.salvageResults();
    } catch (error) {
      handle.isDamaged = true;
      handle.cause ??= error;
    }
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
    for (const feeder of [...this.#feeders]) feeder.stopInput(makeError());
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

  #forgetShared(id: number): void {
    for (const handle of this.#supervisor.workers) handle?.transport.forgetShared(id);
  }
}

/** Between looks at workers that may be stuck, while the thread blocks. */
const STALL_LOOK_MILLIS = 2;

function eventOf(handle: WorkerHandle): { workerIndex: number; threadId: number } {
  return { workerIndex: handle.index, threadId: handle.threadId };
}
