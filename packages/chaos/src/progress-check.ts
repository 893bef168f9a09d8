import { type Ledger, Settled } from './ledger.js';
import type { JobPlan } from './plan.js';

interface Progress {
  readonly done: number;
  readonly total: number | undefined;
}

/** Ends after which a job may tell of less than all its tasks. */
const CUT_SHORT: ReadonlySet<Settled | undefined> = new Set<Settled | undefined>([
  Settled.Aborted,
  Settled.Dropped,
  Settled.Refused,
  Settled.Terminated,
  undefined,
]);

/** What the jobs of a round told of how far they were. */
export class ProgressCheck {
  readonly #latest = new Map<JobPlan, Progress>();
  readonly #say: (fault: string) => void;

  constructor(say: (fault: string) => void) {
    this.#say = say;
  }

  /** The listener for a job. */
  listener(job: JobPlan): (progress: Progress) => void {
    this.#latest.set(job, { done: 0, total: undefined });
    return (progress) => {
      const before = this.#latest.get(job)!;
      if (progress.done < before.done || progress.done > job.count)
        this.#say(`${job.kind} of ${job.count} tasks told of ${progress.done} done after ${before.done}`);
      this.#latest.set(job, progress);
    };
  }

  /** At the end: who ran all tasks told so last. */
  check(ledger: Ledger): void {
    for (const [job, { done, total }] of this.#latest) {
      const tasks = Array.from({ length: job.count }, (_, index) => job.firstTask + index);
      if (tasks.some((task) => CUT_SHORT.has(ledger.outcomeOf(task)))) continue;
      if (done !== job.count || total !== job.count)
        this.#say(`${job.kind} of ${job.count} tasks told last of ${done} done of ${total}`);
    }
  }
}
