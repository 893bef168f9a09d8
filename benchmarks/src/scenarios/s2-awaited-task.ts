import { poolNamed } from '../contenders/pools.js';
import { measurePythonPool, missingPython, PYTHON_POOL, pythonCells } from '../contenders/python-pool.js';
import type { LatencyPlan } from '../latencies.js';
import { measureLatencies } from '../latencies.js';
import type { Cell, Effort, Outcome, Scenario } from '../scenario.js';
import { checkAddOne, checkPool } from '../verify.js';
import { poolCells, workerRows, workersOfRow } from './worker-rows.js';

const PLANS: Readonly<Record<Effort, LatencyPlan>> = {
  // The first quarter of a second belongs to the compiler, whose threads share the processors with ours.
  quick: { measuredMs: 200, warmUpMs: 300 },
  full: { measuredMs: 1_000, warmUpMs: 500 },
};

/** Latency of the smallest task when each is awaited before the next is submitted. The line `in-process` shows what the clock and the await cost. */
export const awaitedTask: Scenario = {
  id: 'S2',
  title: 'tiny task, awaited one by one',
  rows: ({ workers }) => workerRows(workers, 'p50Us'),
  cells: (row) => [...poolCells('S2', row.name), ...pythonCells('S2', row.name)],
  measure,
  prepare: missingPython,
};

async function measure(cell: Cell, effort: Effort): Promise<Outcome> {
  const workers = workersOfRow(cell.row);
  const plan = PLANS[effort];
  if (cell.contender === PYTHON_POOL) {
    const times = { warm_up_s: plan.warmUpMs / 1000, measured_s: plan.measuredMs / 1000 };
    return measurePythonPool(workers, { mode: 'awaited', ...times });
  }
  const pool = await poolNamed(cell.contender).start(workers, cell.setting);
  await checkPool(pool);
  let x = 0;
  const outcome = await measureLatencies(async () => {
    x += 1;
    checkAddOne(x, await pool.addOne(x));
  }, plan);
  await checkPool(pool);
  await pool.stop();
  return outcome;
}
