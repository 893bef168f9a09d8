import { PoolNotRunningError, PoolStillRunningError, PoolTerminatedError } from './errors.js';
import { nextState, type PoolState } from './lifecycle.js';
import type { EndOfWorkers } from './supervisor.js';

export interface PoolLifeParts {
  /** Whether any record is open, sent or not. */
  hasOpenRecords(): boolean;
  /** Whether all work is done, and none will be sent by jobs that go on sending. */
  isAllWorkDone(): boolean;
  /** Whether every worker has loaded its module. */
  areWorkersReady(): boolean;
  /** No more input is taken: what was taken is still run. */
  stopInput(makeError: () => Error): void;
  /** Everything open is rejected. */
  settleAll(makeError: () => Error): void;
  /** Something is awaited of the workers. */
  workAdded(): void;
  /** Ends all workers. Resolves when they are gone, or when their time is over. */
  endWorkers(how: EndOfWorkers): Promise<void>;
  /** The last worker is gone. Told once. */
  closed(): void;
}

/** Where a pool stands between its start and its end, who waits for either, and why work is refused. */
export class PoolLife {
  readonly #parts: PoolLifeParts;
  #state: PoolState = 'running';
  /** Why work is refused, where it is not that the pool was ended; a fresh error each time. */
  #makeRefusal: (() => Error) | undefined;
  #readyWaiters: { resolve: () => void; reject: (error: unknown) => void }[] = [];
  #ended: Promise<void> | undefined;
  #allWorkDone: (() => void) | undefined;
  #isClosedTold = false;

  constructor(parts: PoolLifeParts) {
    this.#parts = parts;
  }

  get state(): PoolState {
    return this.#state;
  }

  /** Whether what workers give is still wanted. */
  get isDelivering(): boolean {
    return this.#state === 'running' || this.#state === 'closing';
  }

  /** Whether somebody waits for the workers to be ready. */
  get isAwaited(): boolean {
    return this.#readyWaiters.length > 0;
  }

  /** Why work is refused: a fresh error. */
  refusal(): Error {
    return this.#makeRefusal?.() ?? new PoolNotRunningError(`Expected a running pool, got one that is ${this.#state}.`);
  }

  /** Resolves when every worker has loaded the module. */
  ready(): Promise<void> {
    if (this.#state !== 'running') return Promise.reject(this.refusal());
    if (this.#parts.areWorkersReady()) return Promise.resolve();
    return new Promise((resolve, reject) => {
      this.#readyWaiters.push({ resolve, reject });
      this.#parts.workAdded();
    });
  }

  /** A worker has become ready. */
  workerReady(): void {
    if (this.#readyWaiters.length === 0 || !this.#parts.areWorkersReady()) return;
    for (const waiter of this.#readyWaiters.splice(0)) waiter.resolve();
  }

  /** Takes no new work, lets all that was submitted end, then ends the workers. */
  close(): Promise<void> {
    if (this.#state !== 'running') return this.#ended ?? this.terminate();
    this.#state = nextState(this.#state, 'close');
    const allWorkDone = new Promise<void>((resolve) => {
      this.#allWorkDone = resolve;
    });
    this.#ended = allWorkDone.then(() => (this.#state === 'closing' ? this.#end('retire') : this.#ended));
    this.#parts.stopInput(() => this.refusal());
    this.#failReadyWaiters();
    this.#parts.workAdded();
    this.workDone();
    return this.#ended;
  }

  /** Some work is done: perhaps the last that a closing pool waits for. */
  workDone(): void {
    if (this.#allWorkDone !== undefined && this.#parts.isAllWorkDone()) this.#allWorkDone();
  }

  /** Stops at once: everything open is rejected. */
  terminate(): Promise<void> {
    if (this.#state === 'terminated' || this.#state === 'closed') return this.#ended!;
    const wasBroken = this.#state === 'broken';
    // With nothing open the workers are at rest: they end by themselves, and what their tasks printed gets out.
    const how = this.#parts.hasOpenRecords() ? 'terminate' : 'flush';
    this.#state = nextState(this.#state, 'terminate');
    if (!wasBroken) this.#settleAll(() => new PoolTerminatedError('The pool was terminated while this task was open.'));
    this.#ended = this.#end(how);
    this.#allWorkDone?.();
    return this.#ended;
  }

  /** No worker can be had: everything is rejected, now and later. */
  break(makeError: () => Error): void {
    if (!this.isDelivering) return;
    this.#state = nextState(this.#state, 'break');
    this.#settleAll(makeError);
    this.#makeRefusal = makeError;
    this.#ended = this.#end('terminate');
    this.#allWorkDone?.();
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

  /** What is submitted meanwhile, by getters of inputs and the like, is refused for the same reason. */
  #settleAll(makeError: () => Error): void {
    const makeRefusal = this.#makeRefusal;
    this.#makeRefusal = makeError;
    this.#parts.settleAll(makeError);
    this.#failReadyWaiters();
    this.#makeRefusal = makeRefusal;
  }

  #failReadyWaiters(): void {
    for (const waiter of this.#readyWaiters.splice(0)) waiter.reject(this.refusal());
  }

  async #end(how: EndOfWorkers): Promise<void> {
    await this.#parts.endWorkers(how);
    this.#state = nextState(this.#state, 'workersEnded');
    // A pool that is terminated while it closes ends twice.
    if (!this.#isClosedTold) this.#parts.closed();
    this.#isClosedTold = true;
  }
}
