import type { Item } from './answer.js';
import type { CallOptions, ChaosPool } from './chaos-pool.js';
import { needsStop } from './fate.js';
import { type Ledger, Settled } from './ledger.js';
import { itemOf } from './payload.js';
import { type JobPlan, TIMEOUT_MILLIS } from './plan.js';
import type { ProgressCheck } from './progress-check.js';
import { Reading } from './reading.js';
import type { Settling } from './settling.js';
import type { Watch } from './watch.js';

/** Submits the jobs of a round and has the ledger told what came of them. */
export class JobRunner {
  readonly #pool: ChaosPool;
  readonly #ledger: Ledger;
  readonly #watch: Watch;
  readonly #settling: Settling;
  readonly #progress: ProgressCheck;
  readonly #say: (fault: string) => void;

  constructor(
    pool: ChaosPool,
    ledger: Ledger,
    watch: Watch,
    settling: Settling,
    progress: ProgressCheck,
    say: (fault: string) => void,
  ) {
    this.#pool = pool;
    this.#ledger = ledger;
    this.#watch = watch;
    this.#settling = settling;
    this.#progress = progress;
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
      case 'map':
      case 'mapSettled':
      case 'mapSync':
      case 'starmap':
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
          ? this.#pool.apply(functionFor(job), [item], this.#callOptions(job, task, jobOptions))
          : this.#callAsync(job, task, item, jobOptions);
      open.push(this.#settled(job, shared, task, result));
    }
    await Promise.all(open);
  }

  #callAsync(job: JobPlan, task: number, item: Item, jobOptions: CallOptions): PromiseLike<unknown> {
    const result = this.#pool.applyAsync(functionFor(job), [item], this.#callOptions(job, task, jobOptions));
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
    const grace = graceOf(job);
    if (job.stop === 'timeout') return { ...grace, timeoutMs: TIMEOUT_MILLIS };
    if (job.stop !== 'abortRunning') return grace;
    const controller = new AbortController();
    this.#watch.stopWhenRunning(task, () => controller.abort());
    return { ...grace, signal: controller.signal };
  }

  /** One signal for the whole job, that fires some turns from now. */
  #signalSoon(job: JobPlan): CallOptions {
    if (job.stop !== 'abortSoon') return {};
    const controller = new AbortController();
    abortAfterTurns(controller, job.firstTask % 40);
    return { ...graceOf(job), signal: controller.signal };
  }

  #mapOptions(job: JobPlan): CallOptions {
    const { chunkSize, buffer, failFast, kind } = job;
    const isLazy = kind === 'imap' || kind === 'imapUnordered';
    return {
      ...(chunkSize !== undefined && { chunkSize }),
      ...(isLazy && buffer !== undefined && { buffer }),
      ...(failFast && { failFast }),
      ...(job.hasProgress && { onProgress: this.#progress.listener(job) }),
      ...graceOf(job),
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
    const inputs = inputOf(job, shared);
    const options = this.#mapOptions(job);
    const iterator =
      job.kind === 'imap'
        ? this.#pool.imap('work', inputs, options)
        : this.#pool.imapUnordered('work', inputs, options);
    await new Reading(job, shared, iterator, this.#settling, this.#say).read();
  }
}

function graceOf({ graceMs }: JobPlan): CallOptions {
  return graceMs === undefined ? {} : { graceMs };
}

function functionFor(job: JobPlan): string {
  return job.payload === 'moved' ? 'workMoved' : 'work';
}

function tasksOf(job: JobPlan): number[] {
  return Array.from({ length: job.count }, (_, index) => job.firstTask + index);
}

/** Made one by one: an input that is read too far ahead would hold them all. */
function* inputOf(job: JobPlan, shared: Int32Array): Generator<Item, void, undefined> {
  for (const task of tasksOf(job)) yield itemOf(job.payload, task, shared);
}

function abortAfterTurns(controller: AbortController, turns: number): void {
  if (turns === 0) controller.abort();
  else setImmediate(() => abortAfterTurns(controller, turns - 1));
}
