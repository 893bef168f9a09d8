import type { IntervalHistogram } from 'node:perf_hooks';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { mainThreadCpuUs } from './main-thread-cpu.js';

/** What is told beside a rate or a time: the unit in words. None of it decides which setting is best. */
export const COSTS = {
  mainCpuUsPerTask: 'main CPU µs/task',
  allCpuUsPerTask: 'all CPU µs/task',
  loopDelayP99Ms: 'loop delay p99 ms',
  peakMemoryMb: 'peak MB',
} as const;

export type CostName = keyof typeof COSTS;

/** What a measured stretch took besides time. A cost that cannot be had is absent: another program's, or on a system that does not tell. */
export type Costs = { readonly [Name in CostName]?: number };

/** How often the event loop's lateness is looked at: rarely enough that the looking itself costs nothing that is seen. */
const RESOLUTION_MS = 10;

/**
 * Measures the costs of a stretch of work in this process: CPU time of the main thread and of all threads, how late the event loop's timers come,
 * and the most memory the process has ever had. Processes that a contender starts are not in it.
 */
export class CostMeter {
  #startedAt: CpuTimes = { main: undefined, all: 0 };
  #spent: CpuTimes = { main: 0, all: 0 };
  #startedAtMs = 0;
  #delay: IntervalHistogram | undefined;
  #loopDelayP99Ms = 0;
  #tasks = 0;

  /** Begins a stretch. Several stretches add up; of the delays, the worst stretch counts. */
  start(): void {
    this.#startedAtMs = performance.now();
    this.#delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
    this.#delay.enable();
    this.#startedAt = cpuTimes();
  }

  stop(): void {
    const { main, all } = cpuTimes();
    this.#spent = {
      main: sum(this.#spent.main, difference(main, this.#startedAt.main)),
      all: this.#spent.all + all - this.#startedAt.all,
    };
    this.#delay?.disable();
    const delayMs = latenessMs(this.#delay, performance.now() - this.#startedAtMs);
    this.#loopDelayP99Ms = Math.max(delayMs, this.#loopDelayP99Ms);
  }

  /** Tells how many tasks were done in a stretch. */
  countTasks(tasks: number): void {
    this.#tasks += tasks;
  }

  /** The costs of the stretches so far, shared among the tasks that were done in them. */
  get costs(): Costs {
    const { main, all } = this.#spent;
    return {
      ...(main !== undefined && { mainCpuUsPerTask: main / this.#tasks }),
      allCpuUsPerTask: all / this.#tasks,
      loopDelayP99Ms: this.#loopDelayP99Ms,
      peakMemoryMb: peakMemoryMb(),
    };
  }
}

/** Microseconds of CPU time. */
interface CpuTimes {
  readonly main: number | undefined;
  readonly all: number;
}

function cpuTimes(): CpuTimes {
  return { main: mainThreadCpuUs(), all: processCpuUs() };
}

/** CPU time that all threads of this process have had so far, in microseconds. */
export function processCpuUs(): number {
  const { userCPUTime, systemCPUTime } = process.resourceUsage();
  return userCPUTime + systemCPUTime;
}

/** The most memory this process has had at any moment so far, in megabytes. */
export function peakMemoryMb(): number {
  return process.resourceUsage().maxRSS / 1024;
}

/** What is recorded is the time between two looks, the wanted time included. Where there was no look, the loop did not turn in the whole stretch. */
function latenessMs(delay: IntervalHistogram | undefined, stretchMs: number): number {
  const betweenLooksMs = delay === undefined || delay.count === 0 ? stretchMs : delay.percentile(99) / 1e6;
  return Math.max(0, betweenLooksMs - RESOLUTION_MS);
}

function sum(left: number | undefined, right: number | undefined): number | undefined {
  return left === undefined || right === undefined ? undefined : left + right;
}

function difference(left: number | undefined, right: number | undefined): number | undefined {
  return left === undefined || right === undefined ? undefined : left - right;
}
