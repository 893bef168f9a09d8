import { createHash } from 'node:crypto';
import { poolNamed } from '../contenders/pools.js';
import { CostMeter } from '../costs.js';
import type { Kernel, Workload } from '../kernels/kernel.js';
import { splitIntoRanges } from '../kernels/kernel.js';
import { kernelTitled, KERNELS } from '../kernels/kernels.js';
import type { Cell, Effort, Outcome, Scenario } from '../scenario.js';
import { median } from '../statistics.js';
import { checkDigests, WrongResultError } from '../verify.js';

const WORKERS = 2;

/** Enough that two workers end together though rows cost differently; few enough that sending them costs nothing. */
const RANGES = 32;

/** Calls before the clock starts: by then the kernels are compiled, in every worker. */
const WARM_UP_RUNS = 4;
const TIMED_RUNS: Readonly<Record<Effort, number>> = { quick: 3, full: 7 };

/** The contender that is no pool: the same loop over all items, in the thread that wants the result. */
const SINGLE_THREAD = 'single thread';

/** Compute-bound kernels on two workers against the single-thread loop, in a warm pool. */
export const kernels: Scenario = {
  id: 'S6',
  title: 'compute-bound kernels, 2 workers',
  rows: () => KERNELS.map(({ title }) => ({ name: title, metric: 'milliseconds' })),
  cells: (row) =>
    ['ringpool', 'piscina', SINGLE_THREAD].map((contender) => ({
      scenario: 'S6',
      row: row.name,
      contender,
      setting: 'default',
    })),
  measure,
};

async function measure(cell: Cell, effort: Effort): Promise<Outcome> {
  const kernel = kernelTitled(cell.row);
  const workload = kernel.load(effort);
  if (cell.contender === SINGLE_THREAD) return timeRuns(workload, effort, () => runAlone(kernel, workload));
  const pool = await poolNamed(cell.contender).startKernels?.(WORKERS);
  if (pool === undefined) throw new RangeError(`Expected a contender that runs kernels, got ${cell.contender}.`);
  const ranges = splitIntoRanges(workload, RANGES);
  const outcome = await timeRuns(workload, effort, async () => totalOf(await pool.mapRanges(kernel.name, ranges)));
  await pool.stop();
  return outcome;
}

async function runAlone(kernel: Kernel, { length, input, output }: Workload): Promise<number> {
  return kernel.run({ begin: 0, end: length, input, output });
}

function totalOf(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}

/** Median time of a run, which is the task that costs are told for. The output is wiped before each and its fingerprint compared after each. */
async function timeRuns(workload: Workload, effort: Effort, run: () => Promise<number>): Promise<Outcome> {
  const times: number[] = [];
  const digests = new Set<string>();
  const meter = new CostMeter();
  for (let round = 0; round < WARM_UP_RUNS + TIMED_RUNS[effort]; round += 1) {
    workload.output.fill(Number.NaN);
    if (round >= WARM_UP_RUNS) meter.start();
    const startedAt = performance.now();
    const done = await run();
    const elapsedMs = performance.now() - startedAt;
    if (round >= WARM_UP_RUNS) meter.stop();
    if (done !== workload.length) throw new WrongResultError(`Expected ${workload.length} items done, got ${done}.`);
    digests.add(digestOf(workload.output));
    if (round >= WARM_UP_RUNS) times.push(elapsedMs);
  }
  checkDigests('one contender', [...digests]);
  meter.countTasks(times.length);
  return { readings: { milliseconds: median(times) }, costs: meter.costs, digest: [...digests].join() };
}

function digestOf(output: Float64Array): string {
  return createHash('sha256')
    .update(new Uint8Array(output.buffer, output.byteOffset, output.byteLength))
    .digest('hex');
}
