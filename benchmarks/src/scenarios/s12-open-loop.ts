import type { RunningPool } from '../contenders/contender.js';
import { poolNamed } from '../contenders/pools.js';
import { CostMeter } from '../costs.js';
import { measureInFreshProcess } from '../fresh-process.js';
import { arrivalTimes } from '../load/arrivals.js';
import type { Capacities } from '../load/capacity.js';
import { bestCapacity, settingsThatCarry } from '../load/capacity.js';
import { LatencyHistogram } from '../load/latency-histogram.js';
import { runArrivals } from '../load/open-loop.js';
import type { Cell, Effort, Outcome, Row, Scenario, ScenarioOptions } from '../scenario.js';
import { checkAddOne, checkPool } from '../verify.js';
import { tinyTasks } from './s1-tiny-tasks.js';
import { workerRowName, workersOfRow } from './worker-rows.js';

/** How much of piscina's capacity arrives. */
export const SHARES: readonly number[] = [0.5, 0.8];

const SECONDS: Readonly<Record<Effort, { readonly warmUp: number; readonly measured: number }>> = {
  quick: { warmUp: 0.1, measured: 0.3 },
  full: { warmUp: 0.5, measured: 2 },
};

const WARM_UP_SEED = 1;
const SEED = 2;

/** How many of piscina's settings are measured under load. */
const MOST_SETTINGS: Readonly<Record<Effort, number>> = { quick: 2, full: Infinity };

interface Load {
  readonly capacities: Capacities;
  readonly mostSettings: number;
}

/** What `prepare` found out, for each number of workers. */
const loads = new Map<number, Load>();

/** Latency of tiny tasks that arrive by themselves, whatever became of those before them. */
export const openLoop: Scenario = {
  id: 'S12',
  title: 'latency under load, from the moment each task was due',
  rows: (options) => workersUnderLoad(options).flatMap((count) => SHARES.map((share) => loadRow(count, share))),
  cells,
  measure,
  prepare,
};

export function loadRow(workers: number, share: number): Row {
  return { name: `${workerRowName(workers)}, ${share * 100} % of piscina's capacity`, metric: 'p999Us' };
}

function workersUnderLoad({ workers, effort }: ScenarioOptions): readonly number[] {
  return effort === 'quick' ? workers.slice(0, 1) : workers;
}

/** Finds out what piscina can do: the rate of each of its settings in S1. */
async function prepare(options: ScenarioOptions): Promise<readonly string[]> {
  const failed: string[] = [];
  for (const workers of workersUnderLoad(options)) {
    const capacities = await piscinaCapacities(workers, options.effort);
    if (capacities.size === 0) failed.push(`S12: piscina's capacity with ${workers} workers could not be measured.`);
    else loads.set(workers, { capacities, mostSettings: MOST_SETTINGS[options.effort] });
  }
  return failed;
}

async function piscinaCapacities(workers: number, effort: Effort): Promise<Capacities> {
  const rates = new Map<string, number>();
  for (const setting of poolNamed('piscina').settings) {
    const cell = { scenario: tinyTasks.id, row: workerRowName(workers), contender: 'piscina', setting };
    const reply = await measureInFreshProcess({ cell, effort });
    const rate = reply.state === 'measured' ? reply.outcome.readings.tasksPerSecond : undefined;
    if (rate !== undefined) rates.set(setting, rate);
  }
  return rates;
}

function cells({ name }: Row): readonly Cell[] {
  const workers = workersOfRow(name);
  const share = SHARES.find((candidate) => loadRow(workers, candidate).name === name) ?? Number.NaN;
  const { arrivalsPerSecond, settings } = arrivalsAt(share, loads.get(workers));
  const cell = { scenario: 'S12', row: name, arrivalsPerSecond };
  return [
    { ...cell, contender: 'ringpool', setting: 'default' },
    ...settings.map((setting) => ({ ...cell, contender: 'piscina', setting })),
  ];
}

/** Without a capacity nothing arrives, which `measure` refuses. */
function arrivalsAt(share: number, load: Load | undefined): { arrivalsPerSecond: number; settings: readonly string[] } {
  if (load === undefined) return { arrivalsPerSecond: 0, settings: poolNamed('piscina').settings };
  const arrivalsPerSecond = Math.round(bestCapacity(load.capacities) * share);
  const settings = settingsThatCarry(load.capacities, arrivalsPerSecond).slice(0, load.mostSettings);
  return { arrivalsPerSecond, settings };
}

async function measure({ contender, row, setting, arrivalsPerSecond = 0 }: Cell, effort: Effort): Promise<Outcome> {
  if (arrivalsPerSecond <= 0) throw new RangeError(`Expected tasks to arrive, got ${arrivalsPerSecond} per second.`);
  const pool = await poolNamed(contender).start(workersOfRow(row), setting);
  const { warmUp, measured } = SECONDS[effort];
  await checkPool(pool);
  await latenciesOf(pool, arrivalTimes(warmUp * arrivalsPerSecond, arrivalsPerSecond, WARM_UP_SEED));
  const meter = new CostMeter();
  meter.start();
  const latencies = await latenciesOf(pool, arrivalTimes(measured * arrivalsPerSecond, arrivalsPerSecond, SEED));
  meter.stop();
  meter.countTasks(latencies.count);
  await checkPool(pool);
  await pool.stop();
  return { readings: latencies.readings(), costs: meter.costs };
}

async function latenciesOf(pool: RunningPool, timesMs: Float64Array): Promise<LatencyHistogram> {
  const latencies = new LatencyHistogram();
  await runArrivals(timesMs, async (index, dueAtMs) => {
    const result = await pool.addOne(index);
    latencies.record(performance.now() - dueAtMs);
    checkAddOne(index, result);
  });
  return latencies;
}
