import type { RunningCaller } from '../callers/caller.js';
import { JEST_WORKER_SETTINGS } from '../contenders/jest-worker.js';
import type { LatencyPlan } from '../latencies.js';
import { measureLatencies } from '../latencies.js';
import type { Effort, Outcome } from '../scenario.js';
import type { Calls } from './all-at-once.js';
import { callChecked, runAllAtOnce } from './all-at-once.js';
import { BATCHES } from './batches.js';
import { factorial } from './functions.js';
import type { Workload } from './workload.js';
import { PISCINA, RINGPOOL } from './workload.js';

/** As many threads as the publishers' figures have: all cores of this machine. */
const WORKERS = 2;

/** The share of the published number of calls that a quick run makes. */
const SHARE: Readonly<Record<Effort, number>> = { quick: 0.02, full: 1 };

const WARM_UP_CALLS = 200;

const N = 1000;
const FACTORIAL = factorial(N);

/** Ten standard deviations of the estimate, rounded up: nobody meets that by chance. */
const PI_TOLERANCE = 0.2;

const JEST_WORKER = Object.keys(JEST_WORKER_SETTINGS);

const AWAITED: Readonly<Record<Effort, LatencyPlan>> = {
  quick: { warmUpMs: 60, measuredMs: 150 },
  full: { warmUpMs: 250, measuredMs: 1_000 },
};

const factorials: Workload = {
  title: `factorial(${N}) as BigInt, all at once (poolifier's)`,
  publisher: 'poolifier',
  metric: 'tasksPerSecond',
  workers: WORKERS,
  settings: { ringpool: RINGPOOL, poolifier: ['default', 'no events', 'queue of 16, no events'], piscina: PISCINA },
  isQuick: true,
  run: (pool, effort) =>
    runWarm(pool, effort, {
      name: 'factorial',
      argument: N,
      count: 100_000,
      isRight: (result) => result === FACTORIAL,
    }),
};

const emptyCalls: Workload = {
  title: "empty call, all at once (jest-worker's)",
  publisher: 'jest-worker',
  metric: 'tasksPerSecond',
  workers: WORKERS,
  settings: { ringpool: RINGPOOL, 'jest-worker': JEST_WORKER, piscina: PISCINA },
  isQuick: true,
  run: (pool, effort) =>
    runWarm(pool, effort, { name: 'empty', count: 100_000, isRight: (result) => result === undefined }),
};

const piEstimates: Workload = {
  title: "π out of 10,000 points, all at once (jest-worker's)",
  publisher: 'jest-worker',
  metric: 'tasksPerSecond',
  workers: WORKERS,
  settings: { ringpool: RINGPOOL, 'jest-worker': JEST_WORKER, piscina: PISCINA },
  isQuick: false,
  run: (pool, effort) => runWarm(pool, effort, { name: 'estimatePi', count: 10_000, isRight: isAboutPi }),
};

const awaitedPair: Workload = {
  title: "run({ a, b }), awaited one by one (piscina's)",
  publisher: 'piscina',
  metric: 'p50Us',
  workers: WORKERS,
  settings: { ringpool: RINGPOOL, piscina: ['default', '16 tasks, async', '16 tasks, disabled'] },
  isQuick: true,
  run: (pool, effort) => {
    const calls: Calls = { name: 'addPair', argument: { a: 1, b: 2 }, count: 1, isRight: (result) => result === 3 };
    return measureLatencies(() => callChecked(pool, calls), AWAITED[effort]);
  },
};

export function isAboutPi(result: unknown): boolean {
  return typeof result === 'number' && Math.abs(result - Math.PI) < PI_TOLERANCE;
}

/** The calls as published, in a pool whose workers are up: their start is another figure. */
async function runWarm(pool: RunningCaller, effort: Effort, calls: Calls): Promise<Outcome> {
  await runAllAtOnce(pool, { ...calls, count: WARM_UP_CALLS });
  return runAllAtOnce(pool, { ...calls, count: calls.count * SHARE[effort] });
}

export const WORKLOADS: readonly Workload[] = [factorials, emptyCalls, piEstimates, awaitedPair, ...BATCHES];

export function workloadTitled(title: string): Workload {
  const workload = WORKLOADS.find((candidate) => candidate.title === title);
  if (workload === undefined) throw new RangeError(`Expected the title of a workload, got ${title}.`);
  return workload;
}
