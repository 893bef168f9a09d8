import type { RunningPool } from '../contenders/contender.js';
import type { RunningCaller } from '../contenders/sync-callers.js';
import { SYNC_CALLERS, syncCallerNamed } from '../contenders/sync-callers.js';
import type { LatencyPlan } from '../latencies.js';
import { measureBlockingLatencies } from '../latencies.js';
import type { Cell, Effort, Outcome, Scenario } from '../scenario.js';
import { checkAddOne, checkPool } from '../verify.js';
import { workerRows, workersOfRow } from './worker-rows.js';

// The first quarter of a second belongs to the compiler, whose threads share the processors with ours.
const PLANS: Readonly<Record<Effort, LatencyPlan>> = {
  quick: { warmUpMs: 300, measuredMs: 200 },
  full: { warmUpMs: 500, measuredMs: 1_000 },
};

/** The calls before which the caller is busy with something else count for less time: most of it goes by off the clock. */
const PARKED_PLANS: Readonly<Record<Effort, LatencyPlan>> = {
  quick: { warmUpMs: 20, measuredMs: 50 },
  full: { warmUpMs: 50, measuredMs: 200 },
};

/** Longer than any worker looks for work before it sleeps. */
const PAUSE_MS = 0.5;

const PARKED = ', parked';

/** Latency of the smallest task when the caller blocks until its result is there; the worker still looking for work, or asleep. */
export const blockingCall: Scenario = {
  id: 'S3',
  title: 'tiny task, the caller blocks',
  rows: ({ workers }) =>
    workerRows(workers, 'p50Us').flatMap((row) => [row, { ...row, name: parkedRowName(row.name) }]),
  cells: (row) =>
    SYNC_CALLERS.map(({ name }) => ({ scenario: 'S3', row: row.name, contender: name, setting: 'default' })),
  measure,
};

/** The row in which each call finds the worker asleep. */
export function parkedRowName(row: string): string {
  return `${row}${PARKED}`;
}

async function measure(cell: Cell, effort: Effort): Promise<Outcome> {
  const caller = await syncCallerNamed(cell.contender).start(workersOfRow(cell.row));
  await checkPool(asPool(caller));
  let x = 0;
  const callOnce = (): void => {
    x += 1;
    checkAddOne(x, caller.addOneSync(x));
  };
  const outcome = cell.row.endsWith(PARKED)
    ? measureBlockingLatencies(callOnce, PARKED_PLANS[effort], pause)
    : measureBlockingLatencies(callOnce, PLANS[effort]);
  await checkPool(asPool(caller));
  await caller.stop();
  return outcome;
}

function asPool(caller: RunningCaller): RunningPool {
  return { addOne: async (x) => caller.addOneSync(x), stop: () => caller.stop() };
}

/** Keeps this thread awake for a while, so that only the other one sleeps. */
function pause(): void {
  const end = performance.now() + PAUSE_MS;
  while (performance.now() < end);
}
