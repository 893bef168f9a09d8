import { Backlog } from './backlog.js';
import { CallJob } from './call-job.js';
import { Dispatcher } from './dispatcher.js';
import { encodeAlone } from './encode-alone.js';
import { PoolNotRunningError, PoolStillRunningError, PoolTerminatedError, UnknownTaskError } from './errors.js';
import { failRest, handOver } from './handover.js';
import { type Job, JobTable } from './job-table.js';
import { nextState, type PoolState } from './lifecycle.js';
import type { CheckedOptions } from './pool-options.js';
import { ResultCollector } from './result-collector.js';
import { ResultIntake } from './result-intake.js';
import { Scheduler } from './scheduler.js';
import { type EndOfWorkers, Supervisor } from './supervisor.js';
import { FunctionRegistry, wrongName } from './transport/function-registry.js';
import { SharedRegistry } from './transport/shared-registry.js';
import type { WorkerHandle } from './worker-handle.js';

/** Tasks shorter than this are looked for before the main thread sleeps. */
const SHORT_TASK_NANOS = 200_000;

/** A job that goes on sending after its call returned: an `imap`, a `map` in chunks of measured size. */
export interface Feeder {
  /** Takes no more input: the pool is closing, or has ended with `error`. */
  stopInput(error: unknown): void;
}

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
  readonly #face: WeakRef<object>;
  /** The pool itself, while work is open: a pool with open work is not collected, whoever holds it. */
  readonly #heldFace = new Set<object>();
  readonly #functions = new FunctionRegistry();
  readonly #table = new JobTable();
  readonly #backlog = new Backlog();
  readonly #scheduler: Scheduler;
  readonly #shared: SharedRegistry;
  readonly #supervisor: Supervisor;
  readonly #dispatcher: Dispatcher;
  readonly #intake: ResultIntake;
  readonly #collector: ResultCollector;
  readonly #feeders = new Set<Feeder>();

  #state: PoolState = 'running';
  /** Why work is refused, once it is; a fresh error each time. */
  #makeRefusal: (() => Error) | undefined;
  /** Names of the module's functions, once a worker has told them. */
  #available: ReadonlySet<string> | undefined;
  /** What a task of the function dispatched last takes. */
  #latestFunction = 0;

  #readyWaiters: { resolve: () => void; reject: (error: unknown) => void }[] = [];
  #ended: Promise<void> | undefined;
  #allWorkDone: (() => void) | undefined;

  /** `face` is the `Pool` whose engine this is. */
  constructor(module: string, options: CheckedOptions, face: object) {
    this.options = options;
    this.#face = new WeakRef(face);
    const doorbell = new SharedArrayBuffer(4);
    this.#scheduler = new Scheduler(options.workers);
    this.#shared = new SharedRegistry((id) => this.#forgetShared(id));
    const { workerUrl: entry, ringBytes, workerData: userData, threadOptions } = options;
    const boot = {
      module,
      doorbell,
      concurrency: options.concurrency,
      maxTasks: options.maxTasksPerWorker,
      maxHeapMb: options.maxHeapMbPerWorker,
      initializer: options.initializer,
      initargs: encodeAlone(options.initargs, 'initargs'),
      initargsCount: options.initargs.length,
      finalizer: options.finalizer,
      spinMicros: options.spinMicros,
      avoidsRing: false,
    };
    const settings = { boot, entry, ringBytes, userData, threadOptions };
    this.#supervisor = new Supervisor(options, settings, this.#functions, {
      workerStarted: (handle) => this.#workerStarted(handle),
      takeNews: (handle) => void this.#drain(handle),
      workerCondemned: (handle) => this.#scheduler.workerRemoved(handle.index),
      workerEnded: (handle, exitCode) => this.#workerEnded(handle, exitCode),
      broke: (makeError) => this.#break(makeError),
    });
    this.#dispatcher = this.#makeDispatcher(ringBytes);
    this.#intake = new ResultIntake(this.#table, this.#scheduler, this.#shared, {
      workerReady: (handle, functions) => this.#workerReady(handle, functions),
      recordDone: (slot) => this.#recordDone(slot),
    });
    this.#collector = new ResultCollector(doorbell, {
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
    this.#supervisor.startAll();
  }

  get state(): PoolState {
    return this.#state;
  }

  /** Workers there are now. */
  get size(): number {
    return this.#supervisor.workers.filter((handle) => handle !== undefined).length;
  }

  /** Runs one task. */
  call(name: string, args: readonly unknown[], transfer?: readonly object[]): Promise<unknown> {
    const promise = new Promise<unknown>(capture);
    const job = new CallJob(capturedResolve, capturedReject);
    // Whoever settles a promise holds its value: the last one must not be held until the next call.
    capturedResolve = capturedReject = ignore;
    if (this.#state !== 'running') {
      job.itemFailed(0, this.refusal());
      return promise;
    }
    const functionId = this.functionId(name);
    if (functionId === undefined) {
      job.itemFailed(0, this.unknownTask(name));
      return promise;
    }
    this.#latestFunction = functionId;
    this.#dispatcher.submitCall(job, functionId, args, transfer);
    this.#collector.workAdded();
    if (this.#allWorkDone !== undefined) this.#checkAllWorkDone();
    return promise;
  }

  /** Sends a chunk of a job's items, the first of which is its item `firstItem`. */
  sendChunk(job: Job, functionId: number, kind: number, firstItem: number, items: readonly unknown[]): void {
    if (this.#state !== 'running' && this.#state !== 'closing') {
      items.forEach((_, index) => job.itemFailed(firstItem + index, this.refusal()));
      return;
    }
    this.#latestFunction = functionId;
    this.#dispatcher.submitChunk(job, functionId, kind, firstItem, items);
    this.#collector.workAdded();
    if (this.#allWorkDone !== undefined) this.#checkAllWorkDone();
  }

  /** Why work is refused: a fresh error. */
  refusal(): Error {
    return this.#makeRefusal?.() ?? new PoolNotRunningError(`Expected a running pool, got one that is ${this.#state}.`);
  }

  /** The number of a function; `undefined` when the module is known not to have it, or no module can. */
  functionId(name: string): number | undefined {
    const known = this.#functions.find(name);
    if (known !== undefined) return known;
    if (wrongName(name) !== undefined || this.#available?.has(name) === false) return undefined;
    return this.#functions.add(name);
  }

  /** Why a function has no number. */
  unknownTask(name: string): Error {
    return wrongName(name) ?? UnknownTaskError.of(name, [...(this.#available ?? [])]);
  }

  /** What one call of a function was measured to take lately, in nanoseconds. */
  measuredNanos(functionId: number): number | undefined {
    return this.#scheduler.measured(functionId);
  }

  /** Registers a job that goes on sending; `removeFeeder` when it has sent all. */
  addFeeder(feeder: Feeder): void {
    this.#feeders.add(feeder);
  }

  removeFeeder(feeder: Feeder): void {
    this.#feeders.delete(feeder);
    this.#checkAllWorkDone();
  }

  /** Drops the records of a job that no worker has yet. */
  dropWaiting(job: Job): void {
    const dropped = new Set<number>();
    for (const slot of this.#backlog.slots()) if (this.#table.jobOf(slot) === job) dropped.add(slot);
    if (dropped.size === 0) return;
    this.#backlog.remove(dropped);
    for (const slot of dropped) this.#table.remove(slot);
    this.#checkAllWorkDone();
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

  async #endWorkers(how: EndOfWorkers): Promise<void> {
    await this.#supervisor.endAll(how);
    this.#collector.stop();
    this.#state = nextState(this.#state, 'workersEnded');
  }

  #makeDispatcher(ringBytes: number): Dispatcher {
    return new Dispatcher({
      table: this.#table,
      backlog: this.#backlog,
      scheduler: this.#scheduler,
      shared: this.#shared,
      workers: this.#supervisor.workers,
      maxPayloadBytes: ringBytes / 2 - 8,
      damaged: (handle, error) => {
        this.#condemn(handle, error);
        return false;
      },
    });
  }

  /** Takes the results that are there, then fills the rings. */
  #collect(): number {
    if (this.#state === 'terminated' || this.#state === 'broken') return 0;
    let taken = 0;
    for (const handle of this.#supervisor.workers) if (handle !== undefined) taken += this.#drain(handle);
    if (this.#backlog.length > 0) this.#dispatcher.dispatch();
    if (this.#allWorkDone !== undefined) this.#checkAllWorkDone();
    return taken;
  }

  #drain(handle: WorkerHandle): number {
    if (handle.isTerminating) return 0;
    try {
      return handle.transport.drainResults();
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

  /** The worker's ring is damaged: it gets nothing more, and nothing more that it writes is believed. */
  #condemn(handle: WorkerHandle, error: unknown): void {
    handle.isDamaged = true;
    this.#supervisor.condemn(handle, error);
  }

  #recordDone(slot: number): void {
    this.#scheduler.finished(this.#table.workerOf(slot), this.#table.nanosOf(slot));
    this.#table.remove(slot);
    if (this.#allWorkDone !== undefined) this.#checkAllWorkDone();
  }

  #checkAllWorkDone(): void {
    if (this.#allWorkDone !== undefined && this.#table.open === 0 && this.#feeders.size === 0) this.#allWorkDone();
  }

  #workerStarted(handle: WorkerHandle): void {
    handle.transport.onResult = (view, bytes, offset, length) => this.#intake.take(handle, view, bytes, offset, length);
    this.#scheduler.workerAdded(handle.index);
    if (this.#backlog.length > 0) this.#dispatcher.dispatch();
  }

  #workerReady(handle: WorkerHandle, functions: readonly string[]): void {
    this.#supervisor.becameReady(handle);
    this.#scheduler.workerReady(handle.index);
    this.#available ??= new Set(functions);
    if (!this.#supervisor.allReady) return;
    for (const waiter of this.#readyWaiters.splice(0)) waiter.resolve();
  }

  #workerEnded(handle: WorkerHandle, exitCode: number): void {
    this.#scheduler.workerRemoved(handle.index);
    this.#salvage(handle);
    handOver(handle, exitCode, this.#table, this.#backlog, (slot) => this.#recordDone(slot));
    // Also when nothing waits: what was open may have ended with the worker, and then nothing is to be expected.
    this.#collector.workAdded();
  }

  /** Takes what a dead worker left. Damage in its ring ends that, and nothing else. */
  #salvage(handle: WorkerHandle): void {
    if (handle.isDamaged || this.#state === 'terminated' || this.#state === 'broken') return;
    try {
      handle.transport.salvageResults();
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
    for (const feeder of [...this.#feeders]) feeder.stopInput(makeError());
    for (const slot of this.#table.openSlots())
      failRest(this.#table, slot, makeError, (done) => this.#table.remove(done));
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
