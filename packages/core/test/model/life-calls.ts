/** Commands of the lifecycle model that call a function, and the one that stops such a call. */
import { ENDLESS, type Life, type Way, Work } from './life-model.ts';
import { type Command, itemOf, type Options, settle, Step, type Subject } from './life-step.ts';

type Cancellable = PromiseLike<unknown> & { cancel(): void };

/** Long beside any turn of the event loop, short beside a test. */
const TIMEOUT_MILLIS = 40;

export class Apply extends Step implements Command {
  readonly #way: Way;
  readonly #stopBy: 'signal' | 'cancel' | 'timeout' | undefined;
  readonly #graceMs: number;

  constructor(way: Way, stopBy: 'signal' | 'cancel' | 'timeout' | undefined, graceMs: number = 0) {
    super();
    this.#graceMs = graceMs;
    this.#way = way;
    this.#stopBy = stopBy;
  }

  async run(life: Life, pool: Subject): Promise<void> {
    const item = itemOf(this.#way);
    const { value } = item;
    const isTimed = this.#stopBy === 'timeout';
    const isEndless = ENDLESS.includes(this.#way);
    const allowed = life.outcomesOf(this.#way, isTimed && isEndless);
    if (allowed[0] === 'lost' || allowed[0] === 'timedOut') life.willEndWorkers();
    const controller = new AbortController();
    const options: Options = {
      ...(this.#stopBy !== undefined && { graceMs: this.#graceMs }),
      ...(this.#stopBy === 'signal' && { signal: controller.signal }),
      ...(isTimed && isEndless && { timeoutMs: TIMEOUT_MILLIS }),
    };
    const isHandled = this.#stopBy === 'cancel';
    const result = isHandled ? pool.applyAsync('live', [item], options) : pool.apply('live', [item], options);
    const stop = isHandled ? () => (result as Cancellable).cancel() : () => controller.abort();
    const work = new Work(
      `${this.toString()} ${value}`,
      allowed,
      isEndless,
      this.#stopBy === undefined || isTimed ? undefined : stop,
    );
    life.add(work);
    settle(work, result, (given) => (given === value ? 'value' : 'unknown'));
    this.checkState(life, pool);
  }

  override toString(): string {
    return `apply(${this.#way}${this.#stopBy === undefined ? '' : `, ${this.#stopBy}`})`;
  }
}

/** One task in every worker. A worker that dies before it ran it has lost it. */
export class Broadcast extends Step implements Command {
  readonly #way: Way;

  constructor(way: Way) {
    super();
    this.#way = way;
  }

  async run(life: Life, pool: Subject): Promise<void> {
    const item = itemOf(this.#way);
    const { value } = item;
    const allowed = new Set(life.outcomesOf(this.#way, false));
    if (allowed.has('lost')) life.willEndWorkers(life.workers);
    if (!allowed.has('notRunning')) allowed.add('lost');
    // There may be no worker at this moment: then it is run by none.
    if (allowed.has('lost') || allowed.has('thrown')) allowed.add('value');
    const work = new Work(`${this.toString()} ${value}`, allowed, false, undefined);
    life.add(work);
    settle(work, pool.broadcast('live', [item]), (given) =>
      (given as unknown[]).every((one) => one === value) ? 'value' : 'unknown',
    );
    this.checkState(life, pool);
  }

  override toString(): string {
    return `broadcast(${this.#way})`;
  }
}

/** Aborts or cancels one of the pieces of work that can be. */
export class StopOne extends Step implements Command {
  readonly #choice: number;

  constructor(choice: number) {
    super();
    this.#choice = choice;
  }

  async run(life: Life, pool: Subject): Promise<void> {
    const stoppable = life.works.filter(({ stop }) => stop !== undefined);
    const work = stoppable[this.#choice % stoppable.length];
    if (work === undefined) return;
    life.stopped(work);
    work.stop!();
    this.checkState(life, pool);
  }

  override toString(): string {
    return `stop(${this.#choice})`;
  }
}

/** Waits for a task that is sent now: the pool is alive. */
export class Probe extends Step implements Command {
  override check(life?: Readonly<Life>): boolean {
    // Tasks that never end by themselves may hold all workers.
    return life?.ended === undefined && !life!.works.some(({ isEndless, isOpen }) => isEndless && isOpen);
  }

  async run(life: Life, pool: Subject): Promise<void> {
    const work = new Work('probe', ['value'], false, undefined);
    life.add(work);
    const result = pool.apply('live', [{ way: 'value', value: -1 }]);
    settle(work, result, (given) => (given === -1 ? 'value' : 'unknown'));
    await Promise.allSettled([result]);
    this.checkState(life, pool);
  }

  override toString(): string {
    return 'probe()';
  }
}
