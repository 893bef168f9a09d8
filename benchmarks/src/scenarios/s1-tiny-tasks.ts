import type { ChainPlan } from '../chains.js';
import { driveChains } from '../chains.js';
import { measurePythonPool, missingPython, PYTHON_POOL, pythonCells } from '../contenders/python-pool.js';
import { poolNamed } from '../contenders/pools.js';
import { CostMeter } from '../costs.js';
import type { Cell, Effort, Outcome, Scenario } from '../scenario.js';
import { checkPool } from '../verify.js';
import { poolCells, workerRows, workersOfRow } from './worker-rows.js';

/** The compilers have most of two cores for a quarter of a second; piscina needs up to a second until it runs as fast as it ever will. */
const PLANS: Readonly<Record<Effort, ChainPlan>> = {
  quick: { inFlight: 256, warmUpMs: 800, measuredMs: 300 },
  full: { inFlight: 256, warmUpMs: 1_500, measuredMs: 1_500 },
};

/** Throughput of the smallest task through the full public API, each with a promise of its own, 256 in flight. */
export const tinyTasks: Scenario = {
  id: 'S1',
  title: 'tiny tasks, own promise each, 256 in flight',
  rows: ({ workers }) => workerRows(workers, 'tasksPerSecond'),
  cells: (row) => [...poolCells('S1', row.name), ...pythonCells('S1', row.name)],
  measure,
  prepare: missingPython,
};

async function measure(cell: Cell, effort: Effort): Promise<Outcome> {
  if (cell.contender === PYTHON_POOL) return measurePython(cell, PLANS[effort]);
  const pool = await poolNamed(cell.contender).start(workersOfRow(cell.row), cell.setting);
  await checkPool(pool);
  const meter = new CostMeter();
  const tasksPerSecond = await driveChains((x) => pool.addOne(x), PLANS[effort], meter);
  await checkPool(pool);
  await pool.stop();
  return { readings: { tasksPerSecond }, costs: meter.costs };
}

function measurePython(cell: Cell, { inFlight, warmUpMs, measuredMs }: ChainPlan): Promise<Outcome> {
  const times = { warm_up_s: warmUpMs / 1000, measured_s: measuredMs / 1000 };
  return measurePythonPool(workersOfRow(cell.row), { mode: 'tiny', in_flight: inFlight, ...times });
}
