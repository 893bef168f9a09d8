import { callerNamed } from '../callers/callers.js';
import { CostMeter } from '../costs.js';
import { LatencyHistogram } from '../load/latency-histogram.js';
import type { Cell, Effort, Outcome, Row, Scenario } from '../scenario.js';
import { SKEWS } from '../skew/durations.js';
import { greedySchedule } from '../skew/greedy-schedule.js';
import { runLoad } from '../skew/run-load.js';
import type { SkewedLoad } from '../skew/skewed-load.js';
import { arriving, atOnce, loadOfRow } from '../skew/skewed-load.js';
import { median } from '../statistics.js';

const WORKERS = 2;

/** The schedule that is computed, not run. */
export const GREEDY = 'greedy schedule';

/** One task per worker and all others in one queue: these settings make piscina the shared queue that waits are held against. */
const SHARED_QUEUE_SETTINGS = ['default', '1 task, async', '1 task, disabled'];

const PLANS: Readonly<Record<Effort, { readonly tasks: number; readonly runs: number }>> = {
  quick: { tasks: 400, runs: 2 },
  full: { tasks: 1_000, runs: 5 },
};

/** Runs before those that count: by then the loops of both sides are compiled. */
const WARM_UP_RUNS = 15;

const US_PER_MS = 1000;

/** Tasks of very different lengths: how close a pool comes to the greedy schedule, and how long tasks wait. */
export const skewedTasks: Scenario = {
  id: 'S7',
  title: `skewed tasks, ${WORKERS} workers`,
  rows: ({ effort }) => [
    ...SKEWS.map((skew): Row => ({ name: atOnce(skew), metric: 'milliseconds' })),
    ...(effort === 'quick' ? SKEWS.slice(0, 1) : SKEWS).map((skew): Row => ({
      name: arriving(skew),
      metric: 'waitP99Us',
    })),
  ],
  cells,
  measure,
};

function cells({ name }: Row): readonly Cell[] {
  const cell = { scenario: 'S7', row: name, setting: 'default' };
  return [
    { ...cell, contender: 'ringpool' },
    ...SHARED_QUEUE_SETTINGS.map((setting) => ({ ...cell, contender: 'piscina', setting })),
    { ...cell, contender: GREEDY },
  ];
}

async function measure(cell: Cell, effort: Effort): Promise<Outcome> {
  const { tasks, runs } = PLANS[effort];
  const load = loadOfRow(cell.row, tasks, WORKERS);
  return cell.contender === GREEDY ? idealOutcome(load) : measureRuns(cell, load, runs);
}

function idealOutcome({ durationsUs, arrivalsMs }: SkewedLoad): Outcome {
  const arrivalsUs = arrivalsMs?.map((ms) => ms * US_PER_MS);
  const { makespan, waits } = greedySchedule(durationsUs, WORKERS, arrivalsUs);
  const latencies = new LatencyHistogram();
  for (const wait of waits) latencies.record(wait / US_PER_MS);
  return { readings: { milliseconds: makespan / US_PER_MS, waitP99Us: latencies.percentileUs(99) } };
}

/** The median of the runs' times, and the waits of all of them. */
async function measureRuns({ contender, setting }: Cell, load: SkewedLoad, runs: number): Promise<Outcome> {
  const pool = await callerNamed(contender).start(WORKERS, setting);
  for (let run = 0; run < WARM_UP_RUNS; run += 1) await runLoad(pool, load, new LatencyHistogram());
  const waits = new LatencyHistogram();
  const times: number[] = [];
  const meter = new CostMeter();
  meter.start();
  for (let run = 0; run < runs; run += 1) times.push(await runLoad(pool, load, waits));
  meter.stop();
  meter.countTasks(waits.count);
  await pool.stop();
  return { readings: { milliseconds: median(times), waitP99Us: waits.percentileUs(99) }, costs: meter.costs };
}
