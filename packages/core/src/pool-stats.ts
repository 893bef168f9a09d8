import type { Crew } from './crew.js';
import type { HistogramSummary } from './histogram.js';
import type { BlockStatistics, BlockSummary } from './numeric/block-statistics.js';
import type { TaskStatistics } from './statistics.js';

/** How a pool does, at the moment it was asked: plain data. Counts are of items and exact, and `done + failed + lost` are all that ended. */
export interface PoolStats {
  /** Workers there are now. */
  readonly workers: number;
  /** Items that wait for a worker, in the backlog or in a worker's ring. */
  readonly queued: number;
  /** Items that run. */
  readonly running: number;
  /** Items that gave a result. */
  readonly done: number;
  /** Items with an error for a result: they threw, could not be sent, ran too long, or were dropped before they ran. */
  readonly failed: number;
  /** Items that were running when their worker died, and were not run again. */
  readonly lost: number;
  /** Workers that were started in place of others. */
  readonly restarts: number;
  /** Threads that did not end when they were told to, and still hold what they have. */
  readonly zombies: number;
  /** Times that a worker with work was found asleep, and woken again: 0, or there is a fault in the pool or the platform. */
  readonly missedWakeUps: number;
  /** Share of their time that workers, gone ones too, were busy with tasks: from 0 to 1. */
  readonly utilization: number;
  /** How long items ran in their workers. */
  readonly runTime: HistogramSummary;
  /** How long items waited for a worker. */
  readonly waitTime: HistogramSummary;
  /** Work on arrays: how it was cut, and how its blocks travelled. */
  readonly blocks: BlockSummary;
}

/** Puts together what a pool's parts count. */
export function poolStats(
  { size, report, supervisor }: Pick<Crew, 'size' | 'report' | 'supervisor'>,
  { done, failed, lost, runTime, waitTime }: TaskStatistics,
  openItems: number,
  missedWakeUps: number,
  blocks: BlockStatistics,
): PoolStats {
  const { running } = report;
  return {
    workers: size,
    queued: Math.max(0, openItems - running),
    running,
    done,
    failed,
    lost,
    restarts: supervisor.restarts,
    zombies: supervisor.zombies,
    missedWakeUps,
    utilization: utilizationOf(report.busyMs, report.workerMs),
    runTime,
    waitTime,
    blocks: blocks.summary(),
  };
}

/** Share of `workerMs`, the time that all workers lived, in which they were busy. Both come from clocks of several threads, so a bit over 1 is 1. */
export function utilizationOf(busyMs: number, workerMs: number): number {
  return workerMs > 0 ? Math.min(1, busyMs / workerMs) : 0;
}
