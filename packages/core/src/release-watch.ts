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

  /** Records may be done. Walks the whole table while anybody waits: for rare events. */
  look(): void {
    if (this.#waiting.size === 0) return;
    const held = new Set(this.#table.openSlots().map((slot) => this.#table.jobOf(slot)));
    for (const [job, resolve] of this.#waiting) {
      if (held.has(job)) continue;
      this.#waiting.delete(job);
      resolve();
    }
  }
}
