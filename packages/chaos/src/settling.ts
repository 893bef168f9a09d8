/** Writes into the ledger what the caller of a job is told about its tasks. */
import { type Ledger, Settled } from './ledger.js';
import type { JobPlan } from './plan.js';
import { isRight } from './payload.js';

/** What a `WorkerLostError` said. */
export interface LossReport {
  readonly exitCode: number | undefined;
  readonly attempts: number | undefined;
}

const CODES: ReadonlyMap<unknown, Settled> = new Map<unknown, Settled>([
  ['ERR_WORKER_LOST', Settled.Lost],
  ['ABORT_ERR', Settled.Aborted],
  ['ERR_TASK_TIMEOUT', Settled.TimedOut],
  ['ERR_POOL_TERMINATED', Settled.Terminated],
  ['ERR_POOL_NOT_RUNNING', Settled.Refused],
  ['ERR_QUEUE_FULL', Settled.Refused],
]);

/** Outcomes of one task. The others are outcomes of a whole job. */
const OF_ONE_TASK: ReadonlySet<Settled> = new Set<Settled>([
  Settled.Thrown,
  Settled.Lost,
  Settled.TimedOut,
  Settled.Wrong,
]);

export class Settling {
  readonly #ledger: Ledger;
  readonly #say: (fault: string) => void;
  readonly losses: Map<number, LossReport> = new Map();
  /** Of each job that told of one failure for all its tasks: which it told of. */
  readonly toldOf: Map<JobPlan, number> = new Map();

  constructor(ledger: Ledger, say: (fault: string) => void) {
    this.#ledger = ledger;
    this.#say = say;
  }

  value(job: JobPlan, shared: Int32Array, task: number, result: unknown): void {
    if (isRight(job.payload, task, result, shared)) return this.#ledger.settle(task, Settled.Value);
    this.#say(`task ${task} gave a wrong result to ${job.kind} (${job.payload})`);
    this.#ledger.settle(task, Settled.Wrong);
  }

  failure(job: JobPlan, task: number, error: unknown): void {
    const how = this.#kindOf(task, error);
    if (how === Settled.Wrong) this.#say(`task ${task} of ${job.kind} failed with ${describe(error)}`);
    if (how === Settled.Lost) this.losses.set(task, error as LossReport);
    this.#ledger.settle(task, how);
  }

  /** A job with one result for all its tasks failed. */
  wholeFailure(job: JobPlan, error: unknown): void {
    const index = taskIndexOf(error);
    const how = this.#kindOf(job.firstTask + (index ?? 0), error);
    if (index === undefined || !OF_ONE_TASK.has(how)) return this.rest(job, new Set(), how, error);
    this.toldOf.set(job, index);
    this.failure(job, job.firstTask + index, error);
    this.rest(job, new Set([job.firstTask + index]), job.failFast ? Settled.Dropped : Settled.Hidden);
  }

  /** All tasks of a job but those that are settled were settled in the same way. */
  rest(job: JobPlan, settled: ReadonlySet<number>, how: Settled, error?: unknown): void {
    if (how === Settled.Wrong) this.#say(`${job.kind} of ${job.count} tasks failed with ${describe(error)}`);
    for (let task = job.firstTask; task < job.firstTask + job.count; task += 1)
      if (!settled.has(task)) this.#ledger.settle(task, how);
  }

  /** What an error without a task of its own says of a whole job. */
  kindOfWhole(error: unknown): Settled {
    return CODES.get((error as { code?: unknown } | null)?.code) ?? Settled.Wrong;
  }

  #kindOf(task: number, error: unknown): Settled {
    if (error instanceof RangeError && error.message === `thrown by ${task}`) return Settled.Thrown;
    return this.kindOfWhole(error);
  }
}

/** Which item of its job an error belongs to. */
export function taskIndexOf(error: unknown): number | undefined {
  const index = (error as { taskIndex?: unknown } | null | undefined)?.taskIndex;
  return typeof index === 'number' ? index : undefined;
}

export function describe(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : `what is no error: ${String(error)}`;
}
