import type { RunningCaller } from '../callers/caller.js';
import type { MetricName } from '../metric.js';
import type { Effort, Outcome } from '../scenario.js';

/** What another library measures itself by, as its authors describe it. */
export interface Workload {
  readonly title: string;
  /** The library whose authors measure this. */
  readonly publisher: string;
  readonly metric: MetricName;
  readonly workers: number;
  /** The settings of each library that takes part. */
  readonly settings: Readonly<Record<string, readonly string[]>>;
  /** Whether a quick run has it. */
  readonly isQuick: boolean;
  run(pool: RunningCaller, effort: Effort): Promise<Outcome>;
}

export const RINGPOOL = ['default'];
export const PISCINA = ['default', '16 tasks, async'];
