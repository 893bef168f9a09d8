import type { ChainPlan } from '../chains.js';
import { driveChains } from '../chains.js';
import { poolNamed } from '../contenders/pools.js';
import type { Cell, Effort, Outcome, Scenario } from '../scenario.js';
import { checkPool } from '../verify.js';
import { poolCells, workerRows, workersOfRow } from './worker-rows.js';

const PLANS: Readonly<Record<Effort, ChainPlan>> = {
  quick: { inFlight: 256, warmUpMs: 200, measuredMs: 250 },
  full: { inFlight: 256, warmUpMs: 700, measuredMs: 1_500 },
};

/** Throughput of the smallest task through the full public API, each with a promise of its own, 256 in flight. */
export const tinyTasks: Scenario = {
  id: 'S1',
  title: 'tiny tasks, own promise each, 256 in flight',
  rows: ({ workers }) => workerRows(workers, 'tasksPerSecond'),
  cells: (row) => poolCells('S1', row.name),
  measure,
};

async function measure(cell: Cell, effort: Effort): Promise<Outcome> {
  const pool = await poolNamed(cell.contender).start(workersOfRow(cell.row), cell.setting);
  await checkPool(pool);
  const tasksPerSecond = await driveChains((x) => pool.addOne(x), PLANS[effort]);
  await checkPool(pool);
  await pool.stop();
  return { readings: { tasksPerSecond } };
}
