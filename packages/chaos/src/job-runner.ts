import type { CallOptions, ChaosPool } from './chaos-pool.js';
import { needsStop } from './fate.js';
import { type Ledger, Settled } from './ledger.js';
import { type Item, itemOf, taskOf } from './payload.js';
import { type JobPlan, TIMEOUT_MILLIS } from './plan.js';
import { describe, Settling, taskIndexOf } from './settling.js';
import type { Watch } from './watch.js';

/** An iterator that goes on failing without saying for which item would be read for ever. */
const MOST_ENDINGS = 3;

/** Submits the jobs of a round and has the ledger told what came of them. */
export class JobRunner {
  readonly #pool: ChaosPool;
  readonly #ledger: Ledger;
  readonly #watch: Watch;
  readonly #settling: Settling;
  readonly #say: (fault: string) => void;

  constructor(pool: ChaosPool, ledger: Ledger, watch: Watch, settling: Settling, say: (fault: string) => void) {
    this.#pool = pool;
    this.#ledger = ledger;
    this.#watch = watch;
    this.#settling = settling;
    this.#say = say;
  }

  /** Runs one job. Resolves when its caller has been told of everything. */
  async run(job: JobPlan): Promise<void> {
    const shared = new Int32Array(new SharedArrayBuffer(4 * job.count));
    switch (job.kind) {
      case 'apply':
      case 'applyAsync':
        return this.#runCalls(job, shared);
      case 'applySync':
        return this.#runSyncCalls(job, shared);
      case 'broadcast':
        return this.#runBroadcast(job);
      case 'imap':
      case 'imapUnordered':
        return this.#runLazily(job, shared);
      default:
        return this.#runMap(job, shared);
    }
  }

  async #runCalls(job: JobPlan, shared: Int32Array): Promise<void> {
    const jobOptions = this.#signalSoon(job);
    const open: PromiseLike<void>[] = [];
    for (const task of tasksOf(job)) {
      const item = itemOf(job.payload, task, shared);
      const result =
        job.kind === 'apply'
          ? this.#pool.apply('work', [item], this.#callOptions(job, task, jobOptions))
          : this.#callAsync(job, task, item, jobOptions);
      open.push(this.#settled(job, shared, task, result));
    }
    await Promise.all(open);
  }

  #callAsync(job: JobPlan, task: number, item: Item, jobOptions: CallOptions): PromiseLike<unknown> {
    const result = this.#pool.applyAsync('work', [item], this.#callOptions(job, task, jobOptions));
    if (job.stop === 'cancelRunning' && needsStop(this.#ledger.fateOf(task)))
      this.#watch.stopWhenRunning(task, () => result.cancel());
    return result;
  }

  /** Its two functions are given to the very thing that the pool returned: what calls both, or one twice, is found out. */
  #settled(job: JobPlan, shared: Int32Array, task: number, result: PromiseLike<unknown>): PromiseLike<void> {
    return result.then(
      (value) => this.#settling.value(job, shared, task, value),
      (error: unknown) => this.#settling.failure(job, task, error),
    );
  }

  /** Options of a call of its own: only a task that goes on for ever is stopped. */
  #callOptions(job: JobPlan, task: number, jobOptions: CallOptions): CallOptions {
    if (!needsStop(this.#ledger.fateOf(task))) return jobOptions;
    if (job.stop === 'timeout') return { ...jobOptions, timeoutMs: TIMEOUT_MILLIS };
    if (job.stop !== 'abortRunning') return jobOptions;
    const controller = new AbortController();
    this.#watch.stopWhenRunning(task, () => controller.abort());
    return { ...jobOptions, signal: controller.signal };
  }

  /** One signal for the whole job, that fires some turns from now. */
  #signalSoon(job: JobPlan): CallOptions {
    if (job.stop !== 'abortSoon') return {};
    const controller = new AbortController();
    abortAfterTurns(controller, job.firstTask % 40);
    return { signal: controller.signal };
  }

  #mapOptions(job: JobPlan): CallOptions {
    const { chunkSize, buffer, failFast, kind } = job;
    const isLazy = kind === 'imap' || kind === 'imapUnordered';
    return {
      ...(chunkSize !== undefined && { chunkSize }),
      ...(isLazy && buffer !== undefined && { buffer }),
      ...(failFast && { failFast }),
      ...(job.stop === 'timeout' && { timeoutMs: TIMEOUT_MILLIS }),
      ...this.#signalSoon(job),
      ...(job.stop === 'abortRunning' && { signal: this.#signalWhenEndless(job) }),
    };
  }

  #signalWhenEndless(job: JobPlan): AbortSignal {
    const controller = new AbortController();
    for (const task of tasksOf(job))
      if (needsStop(this.#ledger.fateOf(task))) this.#watch.stopWhenRunning(task, () => controller.abort());
    return controller.signal;
  }

  async #runSyncCalls(job: JobPlan, shared: Int32Array): Promise<void> {
    for (const task of tasksOf(job)) {
      try {
        const value = this.#pool.applySync('work', [itemOf(job.payload, task, shared)]);
        this.#settling.value(job, shared, task, value);
      } catch (error) {
        this.#settling.failure(job, task, error);
      }
    }
  }

  async #runBroadcast(job: JobPlan): Promise<void> {
    try {
      const values = await this.#pool.broadcast('workEverywhere', [job.firstTask]);
      const wrong = values.filter((value) => value !== 2 * job.firstTask + 1);
      if (wrong.length > 0) this.#say(`broadcast ${job.firstTask} gave ${wrong.map(String).join(', ')}`);
      this.#ledger.settle(job.firstTask, wrong.length > 0 ? Settled.Wrong : Settled.Value);
    } catch (error) {
      this.#settling.failure(job, job.firstTask, error);
    }
  }

  async #runMap(job: JobPlan, shared: Int32Array): Promise<void> {
    try {
      const items = tasksOf(job).map((task) => itemOf(job.payload, task, shared));
      const options = this.#mapOptions(job);
      if (job.kind === 'mapSettled')
        return this.#outcomes(job, shared, await this.#pool.mapSettled('work', items, options));
      this.#values(job, shared, await this.#callMap(job, items, options));
    } catch (error) {
      this.#settling.wholeFailure(job, error);
    }
  }

  #callMap(job: JobPlan, items: readonly Item[], options: CallOptions): PromiseLike<unknown[]> | unknown[] {
    if (job.kind === 'mapSync') return this.#pool.mapSync('work', items, options);
    if (job.kind === 'map') return this.#pool.map('work', items, options);
    const lists = items.map((item) => (typeof item === 'number' ? [item] : [item.task, item.value]));
    return this.#pool.starmap('workApart', lists, options);
  }

  #values(job: JobPlan, shared: Int32Array, values: readonly unknown[]): void {
    this.#checkLength(job, values.length);
    for (const [index, value] of values.entries()) this.#settling.value(job, shared, job.firstTask + index, value);
  }

  #outcomes(job: JobPlan, shared: Int32Array, outcomes: readonly PromiseSettledResult<unknown>[]): void {
    this.#checkLength(job, outcomes.length);
    for (const [index, outcome] of outcomes.entries()) {
      const task = job.firstTask + index;
      if (outcome.status === 'fulfilled') this.#settling.value(job, shared, task, outcome.value);
      else this.#settling.failure(job, task, outcome.reason);
    }
  }

  #checkLength(job: JobPlan, length: number): void {
    if (length !== job.count) this.#say(`${job.kind} of ${job.count} tasks gave ${length} results`);
  }

  async #runLazily(job: JobPlan, shared: Int32Array): Promise<void> {
    const inputs = items(job, shared);
    const options = this.#mapOptions(job);
    const iterator =
      job.kind === 'imap'
        ? this.#pool.imap('work', inputs, options)
        : this.#pool.imapUnordered('work', inputs, options);
    await new Reading(job, shared, iterator, this.#settling, this.#say).read();
  }
}

/** One reader of an `imap`. */
class Reading {
  readonly #job: JobPlan;
  readonly #shared: Int32Array;
  readonly #iterator: AsyncIterator<unknown>;
  readonly #settling: Settling;
  readonly #say: (fault: string) => void;
  readonly #seen = new Set<number>();
  #given = 0;
  /** What the iterator said of items that it did not give: undefined while nothing. */
  #ending: Settled | undefined;
  #endings = 0;

  constructor(
    job: JobPlan,
    shared: Int32Array,
    iterator: AsyncIterator<unknown>,
    settling: Settling,
    say: (fault: string) => void,
  ) {
    this.#job = job;
    this.#shared = shared;
    this.#iterator = iterator;
    this.#settling = settling;
    this.#say = say;
  }

  async read(): Promise<void> {
    while (await this.#readOne());
    if (this.#ending !== undefined) this.#settling.rest(this.#job, this.#seen, this.#ending);
  }

  /** False when there is nothing more to read. */
  async #readOne(): Promise<boolean> {
    if (this.#given === this.#job.leavesAfter) {
      await this.#iterator.return?.();
      this.#ending = Settled.Dropped;
      return false;
    }
    try {
      const step = await this.#iterator.next();
      if (step.done !== true) this.#take(step.value);
      return step.done !== true;
    } catch (error) {
      return this.#fail(error);
    }
  }

  #take(value: unknown): void {
    const task = this.#job.kind === 'imap' ? this.#job.firstTask + this.#given : taskOf(value);
    this.#given += 1;
    if (task === undefined || !this.#isMine(task)) return this.#say(`${this.#job.kind} gave a result of no task of its`);
    this.#seen.add(task);
    this.#settling.value(this.#job, this.#shared, task, value);
  }

  #fail(error: unknown): boolean {
    const index = taskIndexOf(error);
    if (index === undefined) {
      this.#ending = this.#settling.kindOfWhole(error);
      if (this.#ending === Settled.Wrong) this.#say(`${this.#job.kind} failed with ${describe(error)}`);
      this.#endings += 1;
      return this.#endings < MOST_ENDINGS;
    }
    if (this.#job.kind === 'imap' && index !== this.#given)
      this.#say(`imap told of item ${index} in the place of item ${this.#given}`);
    this.#given += 1;
    this.#seen.add(this.#job.firstTask + index);
    this.#settling.failure(this.#job, this.#job.firstTask + index, error);
    return true;
  }

  #isMine(task: number): boolean {
    return task >= this.#job.firstTask && task < this.#job.firstTask + this.#job.count;
  }
}

function tasksOf(job: JobPlan): number[] {
  return Array.from({ length: job.count }, (_, index) => job.firstTask + index);
}

/** Made one by one: an input that is read too far ahead would hold them all. */
function* items(job: JobPlan, shared: Int32Array): Generator<Item, void, undefined> {
  for (const task of tasksOf(job)) yield itemOf(job.payload, task, shared);
}

function abortAfterTurns(controller: AbortController, turns: number): void {
  if (turns === 0) controller.abort();
  else setImmediate(() => abortAfterTurns(controller, turns - 1));
}
