import { setTimeout as sleep } from 'node:timers/promises';
import { importOurs } from '../build-under-test.js';
import type { RunningTask } from '../contenders/contender.js';
import { poolNamed, POOLS } from '../contenders/pools.js';
import { measurePythonPool, missingPython, PYTHON_POOL, pythonCells } from '../contenders/python-pool.js';
import { CostMeter, peakMemoryMb } from '../costs.js';
import type { Cell, Outcome, Row, Scenario } from '../scenario.js';
import { checkAddOne, WrongResultError } from '../verify.js';
import { workerRowName, workersOfRow } from './worker-rows.js';

export const MOST_WORKERS = 8;

/** So long each worker is kept busy when all must get a task. */
const HOLD_MS = 30;

/** So often all workers are given a task before it is said that some get none. */
const MOST_TRIES = 20;

/** What was freed at the start has gone back to the system by then. */
const SETTLE_MS = 200;

const BYTES_PER_MB = 2 ** 20;

export const START_ROWS: readonly string[] = [1, MOST_WORKERS].map(workerRowName);
export const MEMORY_ROW = `${MOST_WORKERS} workers, memory`;

/** How long a program waits for the first result of a pool that it has just made, and what its workers take. */
export const poolStart: Scenario = {
  id: 'S9',
  title: 'start',
  rows: () => [
    ...START_ROWS.map((name) => ({ name, metric: 'firstResultMs' }) as const),
    { name: MEMORY_ROW, metric: 'memoryPerWorkerMb' },
  ],
  cells: ({ name }: Row) => [...poolsOf(name), ...(name === MEMORY_ROW ? [] : pythonCells('S9', name))],
  measure: (cell) => (cell.row === MEMORY_ROW ? measureMemory(cell) : measureStart(cell)),
  prepare: missingPython,
};

/** Every pool with threads as it starts when nothing is said: no setting is about the start. */
function poolsOf(row: string): readonly Cell[] {
  const workers = workersOfRow(row);
  return POOLS.filter(({ name, mostWorkers = Infinity }) => name !== 'in-process' && workers <= mostWorkers)
    .filter(({ startTask }) => row !== MEMORY_ROW || startTask !== undefined)
    .map(({ name }) => ({ scenario: 'S9', row, contender: name, setting: 'default' }));
}

/** The package is loaded before the clock starts: that is told apart, because a program has loaded it long before its first pool. */
async function measureStart(cell: Cell): Promise<Outcome> {
  const workers = workersOfRow(cell.row);
  if (cell.contender === PYTHON_POOL) return measurePythonPool(workers, { mode: 'start' });
  const contender = poolNamed(cell.contender);
  const importMs = await load(contender.packageName);
  const meter = new CostMeter();
  meter.start();
  const startedAt = performance.now();
  const pool = await contender.start(workers, cell.setting);
  checkAddOne(1, await pool.addOne(1));
  const firstResultMs = performance.now() - startedAt;
  meter.stop();
  meter.countTasks(1);
  await pool.stop();
  return { readings: { firstResultMs, ...(importMs !== undefined && { importMs }) }, costs: meter.costs };
}

async function load(packageName: string | undefined): Promise<number | undefined> {
  if (packageName === undefined) return undefined;
  const startedAt = performance.now();
  await (packageName === 'ringpool' ? importOurs(packageName) : import(packageName));
  return performance.now() - startedAt;
}

/** Resident memory that a worker adds, once each has loaded the module and run a task. */
async function measureMemory(cell: Cell): Promise<Outcome> {
  const { startTask, packageName } = poolNamed(cell.contender);
  if (startTask === undefined)
    throw new RangeError(`Expected a contender that runs timed tasks, got ${cell.contender}.`);
  await load(packageName);
  const before = process.memoryUsage.rss();
  const pool = await startTask(MOST_WORKERS, cell.setting, 'threadAfter');
  await useEveryWorker(pool);
  await sleep(SETTLE_MS);
  const memoryPerWorkerMb = (process.memoryUsage.rss() - before) / MOST_WORKERS / BYTES_PER_MB;
  await pool.stop();
  return { readings: { memoryPerWorkerMb }, costs: { peakMemoryMb: peakMemoryMb() } };
}

/** Gives tasks to all at once until each worker has had one. Throws when that does not come about. */
export async function useEveryWorker(pool: RunningTask): Promise<void> {
  const threads = new Set<number>();
  for (let round = 0; threads.size < MOST_WORKERS; round += 1) {
    if (round === MOST_TRIES)
      throw new WrongResultError(`Expected ${MOST_WORKERS} workers to run tasks, got ${threads.size}.`);
    const tasks = Array.from({ length: MOST_WORKERS }, () => pool.run(HOLD_MS));
    for (const thread of await Promise.all(tasks)) threads.add(thread);
  }
}
