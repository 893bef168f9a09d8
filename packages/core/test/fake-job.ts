import { vi } from 'vitest';
import type { Job } from '../src/job-table.ts';
import type { TaskLimits } from '../src/task-limits.ts';

/** A job that takes note of what it is told. */
export class FakeJob implements Job {
  readonly limits: TaskLimits | undefined;
  readonly itemDone = vi.fn<Job['itemDone']>();
  readonly itemFailed = vi.fn<Job['itemFailed']>();
  readonly cancel = vi.fn<Job['cancel']>();

  constructor(limits?: TaskLimits) {
    this.limits = limits;
  }

  /** Indices of the items that failed, in the order they were told. */
  get failed(): number[] {
    return this.itemFailed.mock.calls.map(([index]) => index);
  }

  /** What they failed with. */
  get errors(): unknown[] {
    return this.itemFailed.mock.calls.map(([, error]) => error);
  }
}
