import type { RunningPool } from '../contenders/contender.js';
import { inProcess } from '../contenders/in-process.js';
import { startRingpool } from '../contenders/ringpool.js';
import { runCounted } from '../growth/counted-chains.js';
import type { Size } from '../growth/sizes.js';
import { BASE, GROWTH_ROWS, growthRowTitled, IN_QUICK_RUN } from '../growth/sizes.js';
import { mainThreadCpuUs } from '../main-thread-cpu.js';
import type { Cell, Effort, Outcome, Row, Scenario } from '../scenario.js';
import { checkPool } from '../verify.js';

/** ringpool at the base size, in every row: what the row's size is held against. */
export const RINGPOOL_BASE = 'ringpool, base size';

const TASKS: Readonly<Record<Effort, number>> = { quick: 200_000, full: 2_000_000 };

/** A queue that is filled once and then drained would show the filling alone. */
const TASKS_PER_QUEUED = 1.5;

/** Enough for the loops to be compiled and for workers to be up. */
const WARM_UP_TASKS = 100_000;

let hasThreadTime = true;

/** What a tiny task costs the main thread, as the pool, its queue and its rings grow. */
export const growth: Scenario = {
  id: 'S11',
  title: `growth, against ${BASE.workers} worker, ${BASE.inFlight} tasks queued and rings as they are`,
  rows: ({ effort }) =>
    GROWTH_ROWS.filter(({ title }) => effort === 'full' || IN_QUICK_RUN.includes(title)).map(({ title }): Row => ({
      name: title,
      metric: 'mainThreadNsPerTask',
    })),
  cells,
  measure,
  prepare: async () => {
    hasThreadTime = mainThreadCpuUs() !== undefined;
    return hasThreadTime ? [] : ['S11 was left out: this system does not tell the CPU time of a single thread.'];
  },
};

function cells({ name }: Row): readonly Cell[] {
  const own = ['ringpool', RINGPOOL_BASE];
  const contenders = growthRowTitled(name).isForInProcess ? [...own, inProcess.name] : own;
  return hasThreadTime
    ? contenders.map((contender) => ({ scenario: 'S11', row: name, contender, setting: 'default' }))
    : [];
}

async function measure({ contender, row }: Cell, effort: Effort): Promise<Outcome> {
  const { size: ownSize, isForInProcess } = growthRowTitled(row);
  const size = contender === RINGPOOL_BASE ? BASE : ownSize;
  // The limit first, in the same process: promises cost more the more of them are open, whoever settles them.
  const limitNs = isForInProcess ? await nsPerTask(await inProcess.start(1, 'default'), size, effort) : undefined;
  if (contender === inProcess.name) return { readings: { mainThreadNsPerTask: limitNs ?? Number.NaN } };
  const { workers, ringBytes } = size;
  const pool = await startRingpool(ringBytes === undefined ? { workers } : { workers, ringBytes });
  const mainThreadNsPerTask = await nsPerTask(pool, size, effort);
  if (limitNs === undefined) return { readings: { mainThreadNsPerTask } };
  return { readings: { mainThreadNsPerTask, ownNsPerTask: Math.max(0, mainThreadNsPerTask - limitNs) } };
}

/** What a task costs the main thread, in nanoseconds. */
async function nsPerTask(pool: RunningPool, { inFlight }: Size, effort: Effort): Promise<number> {
  const tasks = Math.max(TASKS[effort], inFlight * TASKS_PER_QUEUED);
  await checkPool(pool);
  await runCounted((x) => pool.addOne(x), WARM_UP_TASKS, BASE.inFlight);
  const beforeUs = mainThreadCpuUs() ?? Number.NaN;
  await runCounted((x) => pool.addOne(x), tasks, inFlight);
  const spentUs = (mainThreadCpuUs() ?? Number.NaN) - beforeUs;
  await checkPool(pool);
  await pool.stop();
  return (spentUs * 1000) / tasks;
}
