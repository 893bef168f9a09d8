import { Bench } from 'tinybench';
import type { RunningPool } from '../contenders/contender.js';
import { poolNamed } from '../contenders/pools.js';
import type { Readings } from '../metric.js';
import type { Cell, Effort, Outcome, Scenario } from '../scenario.js';
import { checkAddOne, checkPool } from '../verify.js';
import { poolCells, workerRows, workersOfRow } from './worker-rows.js';

const TIMES: Readonly<Record<Effort, { readonly time: number; readonly warmupTime: number }>> = {
  quick: { time: 150, warmupTime: 60 },
  full: { time: 1_000, warmupTime: 250 },
};

/** Latency of the smallest task when each is awaited before the next is submitted. The line `in-process` shows what the clock and the await cost. */
export const awaitedTask: Scenario = {
  id: 'S2',
  title: 'tiny task, awaited one by one',
  rows: ({ workers }) => workerRows(workers, 'p50Us'),
  cells: (row) => poolCells('S2', row.name),
  measure,
};

async function measure(cell: Cell, effort: Effort): Promise<Outcome> {
  const pool = await poolNamed(cell.contender).start(workersOfRow(cell.row), cell.setting);
  await checkPool(pool);
  const readings = await latencies(pool, effort);
  await checkPool(pool);
  await pool.stop();
  return { readings };
}

async function latencies(pool: RunningPool, effort: Effort): Promise<Readings> {
  const bench = new Bench({ ...TIMES[effort], throws: true });
  let x = 0;
  bench.add('await', callOnce, { async: true });
  async function callOnce(): Promise<void> {
    x += 1;
    checkAddOne(x, await pool.addOne(x));
  }
  const [task] = await bench.run();
  if (task?.result.state !== 'completed') {
    throw new Error(`Expected a completed measurement, got ${task?.result.state}.`);
  }
  const { p50, p99 } = task.result.latency;
  return { p50Us: p50 * 1000, p99Us: p99 * 1000 };
}
