import { mapperNamed, MAPPERS } from '../contenders/mappers.js';
import type { Mapper, RunningMapper } from '../contenders/mappers.js';
import { measurePythonPool, missingPython, PYTHON_POOL, pythonCells } from '../contenders/python-pool.js';
import { CostMeter } from '../costs.js';
import type { Cell, Effort, Outcome, Row, Scenario } from '../scenario.js';
import { median } from '../statistics.js';
import { checkMapped } from '../verify.js';
import { workerRows, workersOfRow } from './worker-rows.js';

const NUMBERS = 1_000_000;

/** The runs that count; one before them does not. */
const TIMED_RUNS: Readonly<Record<Effort, number>> = { quick: 2, full: 5 };

/** A million numbers through a tiny function: how many items a second, in a warm pool. */
export const mappedNumbers: Scenario = {
  id: 'S5',
  title: 'map of a million numbers, tiny function',
  rows: ({ workers }) => workerRows(workers, 'itemsPerSecond'),
  cells,
  measure,
  prepare: missingPython,
};

function cells({ name: row }: Row): readonly Cell[] {
  const mappers = MAPPERS.flatMap(({ name, settings }) =>
    settings.map((setting) => ({ scenario: 'S5', row, contender: name, setting })),
  );
  return [...mappers, ...pythonCells('S5', row)];
}

async function measure(cell: Cell, effort: Effort): Promise<Outcome> {
  const workers = workersOfRow(cell.row);
  const runs = TIMED_RUNS[effort];
  if (cell.contender === PYTHON_POOL) return measurePythonPool(workers, { mode: 'map', count: NUMBERS, runs });
  const mapper = mapperNamed(cell.contender);
  const pool = await mapper.start(workers, cell.setting);
  const outcome = await timeRuns(pool, numbersFor(mapper, effort), runs);
  await pool.stop();
  return outcome;
}

function numbersFor({ mostNumbers }: Mapper, effort: Effort): readonly number[] {
  return Array.from({ length: mostNumbers?.[effort] ?? NUMBERS }, (_, index) => index);
}

/** Every run's results are checked one by one, off the clock. */
async function timeRuns(pool: RunningMapper, numbers: readonly number[], runs: number): Promise<Outcome> {
  checkMapped(numbers, await pool.map(numbers));
  const meter = new CostMeter();
  const times: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    meter.start();
    const startedAt = performance.now();
    const results = await pool.map(numbers);
    times.push(performance.now() - startedAt);
    meter.stop();
    checkMapped(numbers, results);
  }
  meter.countTasks(runs * numbers.length);
  return { readings: { itemsPerSecond: (numbers.length * 1000) / median(times) }, costs: meter.costs };
}
