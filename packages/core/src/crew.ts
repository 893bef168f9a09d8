import { availableProcessors } from './available-workers.js';
import type { Backlog } from './backlog.js';
import { WorkerLostError } from './errors.js';
import { failRest, handOver } from './handover.js';
import { IdleWatch } from './idle-watch.js';
import { FIRST_WITHOUT_PLACE, type Job, type JobTable } from './job-table.js';
import type { ModuleSource } from './module-source.js';
import type { PoolEvents } from './pool-events.js';
import type { CheckedOptions } from './pool-options.js';
import { PoolReport } from './pool-report.js';
import { Recaller } from './recaller.js';
import { ResultIntake } from './result-intake.js';
import { Scheduler } from './scheduler.js';
import type { TaskStatistics } from './statistics.js';
import { Stopper } from './stopper.js';
import { type EndOfWorkers, Supervisor } from './supervisor.js';
import type { TargetedBacklog } from './targeted-backlog.js';
import { TaskClock } from './task-clock.js';
import type { FunctionRegistry } from './transport/function-registry.js';
import type { SharedRegistry } from './transport/shared-registry.js';
import type { WorkerHandle } from './worker-handle.js';
import { workerSettings } from './worker-settings.js';

export interface CrewParts {
  readonly source: ModuleSource;
  readonly options: CheckedOptions;
  readonly doorbell: SharedArrayBuffer;
  readonly table: JobTable;
  readonly backlog: Backlog;
  readonly targeted: TargetedBacklog;
  readonly statistics: TaskStatistics;
  readonly functions: FunctionRegistry;
  readonly shared: SharedRegistry;
  /** Fills the rings from the backlog. */
  dispatch(): void;
  /** Whether what workers give is still wanted. */
  isDelivering(): boolean;
  /** Whether more workers may be ended for lack of work. */
  isRunning(): boolean;
  /** A worker is ready, and its module has these functions. */
  ready(functions: readonly string[]): void;
  /** Records' slots are free again. */
  recordsDone(): void;
  /** A worker is gone: what was open may be done, or wait for another. */
  workerGone(): void;
  broke(makeError: () => Error): void;
  tell<E extends keyof PoolEvents>(event: E, ...args: PoolEvents[E]): void;
}

/** The workers of a pool and all that deals with them one by one: their results, their deaths, what they hold too much of or too long. */
export class Crew {
  readonly #parts: CrewParts;
  readonly scheduler: Scheduler;
  readonly supervisor: Supervisor;
  readonly recaller: Recaller;
  readonly stopper: Stopper;
  readonly clock: TaskClock;
  readonly report: PoolReport;
  /** The job that the thread blocks for. */
  #blockingJob: Job | undefined;
  #nextWithoutPlace = FIRST_WITHOUT_PLACE;
  readonly #intake: ResultIntake;
  readonly #idleWatch: IdleWatch;

  /** Whether anybody asks for what costs each task some nanoseconds: what a worker was sent, and since when it is idle. */
  readonly #countsItems: boolean;
  readonly #watchesIdle: boolean;

  constructor(parts: CrewParts) {
    this.#parts = parts;
    const { options, table, statistics, shared } = parts;
    this.#countsItems = options.maxTasksPerWorker < Infinity;
    this.#watchesIdle = options.idleTimeoutMs < Infinity;
    this.scheduler = new Scheduler(options.workers, options.concurrency, availableProcessors());
    this.supervisor = this.#makeSupervisor();
    const { workers } = this.supervisor;
    const takeNews = (handle: WorkerHandle): void => void this.drain(handle);
    this.report = new PoolReport(table, parts.functions, workers);
    this.recaller = new Recaller({
      ...parts,
      workers,
      scheduler: this.scheduler,
      damaged: (handle, error) => this.condemn(handle, error),
      takenBack: (handle, slot) => this.#takenBack(handle, slot),
      becameIdle: (handle) => this.#idleWatch.becameIdle(handle),
      canGrow: () => this.supervisor.wanted < options.workers && !this.#isStarting,
      grow: () => this.supervisor.grow(1),
    });
    this.stopper = new Stopper({ table, takeNews, end: (handle, reason) => this.supervisor.condemn(handle, reason) });
    this.clock = new TaskClock({ table, workers, statistics, stopper: this.stopper, takeNews });
    this.#idleWatch = this.#makeIdleWatch();
    this.#intake = new ResultIntake(table, this.scheduler, statistics, shared, {
      workerReady: (handle, functions) => this.#workerReady(handle, functions),
      workerRetires: (handle) => this.#workerRetires(handle),
      workerError: (handle, error) => parts.tell('workerError', error, eventOf(handle)),
      recordDone: (slot) => this.#recordDone(slot),
      wasStopped: (slot) => this.stopper.wasStopped(slot),
    });
  }

  /** The worker at each index; `undefined` while it is being replaced, or not needed. */
  get workers(): readonly (WorkerHandle | undefined)[] {
    return this.supervisor.workers;
  }

  /** Workers there are now. */
  get size(): number {
    return this.workers.filter((handle) => handle !== undefined).length;
  }

  /** Whether a worker has not loaded its module yet. */
  get #isStarting(): boolean {
    return this.workers.some((handle) => handle?.state === 'starting');
  }

  /** Indices of the workers that a broadcast reaches. */
  get reachable(): number[] {
    return this.workers.flatMap((handle, index) =>
      handle !== undefined && !handle.isTerminating && handle.state !== 'retiring' ? [index] : [],
    );
  }

  /** Takes the results that are there, and returns how many. */
  drainAll(): number {
    let taken = 0;
    for (const handle of this.workers) if (handle !== undefined) taken += this.drain(handle);
    return taken;
  }

  /** The same of those workers alone that have tasks. */
  drainBusy(): number {
    const { busy } = this.scheduler;
    let taken = 0;
    // From the last to the first: one that has given all it held leaves its place to the last.
    for (let place = busy.count - 1; place >= 0; place -= 1) {
      const handle = this.workers[busy.indices[place]!];
      if (handle !== undefined) taken += this.drain(handle);
    }
    return taken;
  }

  /** Takes the results that a worker has published. */
  drain(handle: WorkerHandle): number {
    if (handle.isTerminating) return 0;
    try {
      const taken = handle.transport.drainResults();
      if (taken === 0) return 0;
      this.recaller.hasNews(handle);
      this.#parts.recordsDone();
      return taken;
    } catch (error) {
      this.condemn(handle, error);
      return 0;
    }
  }

  hasResults(): boolean {
    return this.workers.some((handle) => handle !== undefined && this.#hasResults(handle));
  }

  /** The worker's ring is damaged: it gets nothing more, and nothing more that it writes is believed. */
  condemn(handle: WorkerHandle, error: unknown): void {
    handle.isDamaged = true;
    this.supervisor.condemn(handle, error);
  }

  /** A record is in a worker's ring. */
  assigned(slot: number, worker: number): void {
    const { limits } = this.#parts.table.jobOf(slot)!;
    if (limits !== undefined) this.clock.sent(slot, limits.timeoutMs);
    if (this.#countsItems) this.workers[worker]!.itemsSent += this.#parts.table.owedBy(slot);
  }

  /** The thread blocks for a job from now on. */
  beginBlocking(job: Job): void {
    this.#blockingJob = job;
    this.supervisor.beginBlocking();
  }

  endBlocking(): void {
    this.supervisor.endBlocking();
    this.#blockingJob = undefined;
  }

  /** Does what timers and events would have done: for a thread that blocks. */
  doTimersWork(): void {
    this.supervisor.noticeEnds();
    this.supervisor.checkLimits();
    this.stopper.check();
    if (this.clock.nextInMs === 0) this.clock.look();
    if (this.recaller.nextInMs === 0) this.recaller.look();
  }

  /** Milliseconds until `doTimersWork` has something to do that no worker rings for. */
  get nextTimerInMs(): number {
    const { supervisor, stopper, clock, recaller } = this;
    return Math.min(supervisor.nextLimitInMs, stopper.nextInMs, clock.nextInMs, recaller.nextInMs);
  }

  forgetShared(id: number): void {
    for (const handle of this.workers) handle?.transport.forgetShared(id);
  }

  /** Ends all workers. Resolves when they are gone, or when their time is over. */
  async end(how: EndOfWorkers): Promise<void> {
    this.stopper.clear();
    this.clock.stop();
    this.recaller.stop();
    this.#idleWatch.stop();
    await this.supervisor.endAll(how);
  }

  #makeSupervisor(): Supervisor {
    const { source, options, doorbell, functions, broke, tell } = this.#parts;
    return new Supervisor(options, workerSettings(source, options, doorbell), functions, {
      workerStarted: (handle) => this.#workerStarted(handle),
      takeNews: (handle) => void this.drain(handle),
      workerCondemned: (handle) => this.#workerCondemned(handle),
      workerEnded: (handle, exitCode, isEnding) => this.#workerEnded(handle, exitCode, isEnding),
      workerLeft: (handle) => this.#workerLeft(handle),
      zombie: (handle) => tell('zombie', eventOf(handle)),
      lateEnd: (handle, exitCode) => tell('workerExit', { ...eventOf(handle), exitCode }),
      workerFailed: (handle, error) => tell('workerError', error, eventOf(handle)),
      broke,
    });
  }

  #makeIdleWatch(): IdleWatch {
    const { idleTimeoutMs, minWorkers } = this.#parts.options;
    return new IdleWatch({
      idleTimeoutMs,
      scheduler: this.scheduler,
      workers: this.workers,
      hasSpare: () => this.#parts.isRunning() && this.supervisor.wanted > minWorkers,
      putToRest: (handle) => this.supervisor.putToRest(handle),
    });
  }

  #hasResults(handle: WorkerHandle): boolean {
    if (handle.isTerminating) return false;
    try {
      return handle.transport.hasResults();
    } catch (error) {
      this.condemn(handle, error);
      return false;
    }
  }

  /** A record was taken back. False when it had been told to end before it was begun: nobody wants it. */
  #takenBack(handle: WorkerHandle, slot: number): boolean {
    if (this.#countsItems) handle.itemsSent -= this.#parts.table.owedBy(slot);
    if (!this.stopper.wasStopped(slot)) return true;
    this.stopper.recordDone(undefined, slot);
    this.#parts.statistics.itemDropped(this.#parts.table.unsettledOf(slot));
    this.#parts.table.remove(slot);
    return false;
  }

  #recordDone(slot: number): void {
    const { table } = this.#parts;
    const worker = table.workerOf(slot);
    this.scheduler.finished(worker, slot);
    if (this.stopper.hasStopped) this.stopper.recordDone(this.workers[worker], slot);
    table.remove(slot);
    if (this.#watchesIdle && this.scheduler.recordsOf(worker) === 0) this.#idleWatch.becameIdle(this.workers[worker]);
  }

  #workerStarted(handle: WorkerHandle): void {
    handle.transport.onResult = (view, bytes, offset, length) => this.#intake.take(handle, view, bytes, offset, length);
    this.scheduler.workerAdded(handle.index);
    this.#parts.dispatch();
  }

  #workerReady(handle: WorkerHandle, functions: readonly string[]): void {
    this.supervisor.becameReady(handle);
    this.scheduler.workerReady(handle.index);
    this.#idleWatch.becameIdle(handle);
    this.#parts.tell('workerStart', eventOf(handle));
    this.#parts.ready(functions);
  }

  /** The worker takes no more tasks, and ends by itself. */
  #workerRetires(handle: WorkerHandle): void {
    this.supervisor.isRetiring(handle);
    this.#workerCondemned(handle);
  }

  /** The worker is to end: what it has not begun is taken back before it does. */
  #workerCondemned(handle: WorkerHandle): void {
    this.recaller.removed(handle);
    this.#parts.dispatch();
  }

  /** Its end cannot be heard of while this thread blocks: what it holds waits for that, but for what the blocking call itself waits for. */
  #workerLeft(handle: WorkerHandle): void {
    const { table, statistics } = this.#parts;
    this.recaller.forget(handle);
    this.#takePublished(handle);
    handle.holder = this.#nextWithoutPlace;
    this.#nextWithoutPlace -= 1;
    table.changeHolder(handle.index, handle.holder);
    for (const slot of table.slotsOf(handle.holder)) {
      if (table.jobOf(slot) !== this.#blockingJob) continue;
      const makeError = (): Error =>
        new WorkerLostError('The worker was ended while it had this task.', { attempts: 1, cause: handle.cause });
      for (let left = table.unsettledOf(slot); left > 0; left -= 1) statistics.itemLost();
      failRest(table, slot, makeError);
    }
    this.#parts.recordsDone();
  }

  #takePublished(handle: WorkerHandle): void {
    try {
      while (handle.transport.drainResults() > 0);
    } catch (error) {
      handle.isDamaged = true;
      handle.cause ??= error;
    }
  }

  #workerEnded(handle: WorkerHandle, exitCode: number, isEnding: boolean): void {
    const hasPlace = handle.holder === handle.index;
    if (hasPlace) this.recaller.forget(handle);
    this.#salvage(handle);
    this.report.workerEnded(handle);
    const { table, backlog, statistics, options, recordsDone, workerGone } = this.#parts;
    handOver(handle, exitCode, {
      table,
      backlog,
      retries: options.retries,
      concurrency: options.concurrency,
      wasStopped: (slot) => this.stopper.wasStopped(slot),
      lost: () => statistics.itemLost(),
      done: (slot) => this.#recordDone(slot),
    });
    if (hasPlace && !handle.hasRetired) this.#failTargeted(handle);
    this.#tellEnd(handle, exitCode, isEnding);
    recordsDone();
    workerGone();
  }

  /** Takes what an ended worker left. Damage in its ring ends that, and nothing else. Of one that is given up only what it has published can be read. */
  #salvage(handle: WorkerHandle): void {
    if (handle.isDamaged || !this.#parts.isDelivering()) return;
    if (handle.isGivenUp) return this.#takePublished(handle);
    try {
      handle.transport.salvageResults();
    } catch (error) {
      handle.isDamaged = true;
      handle.cause ??= error;
    }
  }

  /** What only this worker was to run is lost with it. */
  #failTargeted(handle: WorkerHandle): void {
    const { table, targeted, statistics } = this.#parts;
    for (const slot of targeted.take(handle.index)) {
      if (table.jobOf(slot) === undefined) continue;
      statistics.itemLost();
      failRest(table, slot, () => new WorkerLostError('The worker died before it ran this task.', { attempts: 0 }));
      table.remove(slot);
    }
  }

  #tellEnd(handle: WorkerHandle, exitCode: number, isEnding: boolean): void {
    const { tell } = this.#parts;
    const event = { ...eventOf(handle), exitCode: handle.isGivenUp ? undefined : exitCode };
    if (!handle.isGivenUp) tell('workerExit', event);
    if (!handle.hasRetired && !isEnding) tell('workerLost', { ...event, reason: handle.cause });
  }
}

function eventOf(handle: WorkerHandle): { workerIndex: number; threadId: number } {
  return { workerIndex: handle.index, threadId: handle.threadId };
}
