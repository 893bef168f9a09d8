import type { Job, JobTable } from './job-table.js';

/** Who waits for the workers to let go of a job: of one that failed early, a block may run on, and write, until its worker has ended. */
export class ReleaseWatch {
  readonly #table: JobTable;
  readonly #waiting = new Map<Job, () => void>();

  constructor(table: JobTable) {
    this.#table = table;
  }

  /** Resolves when no worker has anything of the job. It is over: nothing more is sent. */
  released(job: Job): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.set(job, resolve);
      this.look();
    });
  }

  /** Records are done. Walks the whole table while anybody waits: for rare events. */
  look(): void {
    if (this.#waiting.size === 0) return;
    const held = new Set(this.#table.openSlots().map((slot) => this.#table.jobOf(slot)));
    for (const job of [...this.#waiting.keys()]) if (!held.has(job)) this.#release(job);
  }

  /** The pool has ended: there are no records any more. */
  clear(): void {
    for (const job of [...this.#waiting.keys()]) this.#release(job);
  }

  #release(job: Job): void {
    this.#waiting.get(job)!();
    this.#waiting.delete(job);
  }
}
