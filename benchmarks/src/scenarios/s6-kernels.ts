import { createHash } from 'node:crypto';
import type { RunningKernels } from '../contenders/kernel-runners.js';
import { KERNEL_RUNNERS, kernelRunnerNamed } from '../contenders/kernel-runners.js';
import { CostMeter } from '../costs.js';
import type { Kernel, Workload } from '../kernels/kernel.js';
import { kernelTitled, KERNELS } from '../kernels/kernels.js';
import { measureOtherLanguage, otherLanguageCells, prepareOtherLanguages } from '../kernels/other-languages.js';
import type { Cell, Effort, Outcome, Row, Scenario } from '../scenario.js';
import { median } from '../statistics.js';
import { checkDigests } from '../verify.js';

const WORKERS = 2;

/**
 * Before the clock starts: by then the kernels are compiled in every worker, and the library's own code, which V8 compiles in threads that
 * take their time from the same cores.
 */
const WARM_UP_MS: Readonly<Record<Effort, number>> = { quick: 600, full: 1_500 };
const TIMED_RUNS: Readonly<Record<Effort, number>> = { quick: 5, full: 9 };

/** Compute-bound kernels on two workers against the single-thread loop, in a warm pool. */
export const kernels: Scenario = {
  id: 'S6',
  title: 'compute-bound kernels, 2 workers',
  rows: () => KERNELS.map(({ title }) => ({ name: title, metric: 'milliseconds' })),
  cells,
  measure,
  prepare: prepareOtherLanguages,
};

function cells({ name: row }: Row): readonly Cell[] {
  const runners = KERNEL_RUNNERS.flatMap(({ name, settings }) =>
    settings.map((setting) => ({ scenario: 'S6', row, contender: name, setting })),
  );
  return [...runners, ...otherLanguageCells('S6', row)];
}

async function measure(cell: Cell, effort: Effort): Promise<Outcome> {
  const elsewhere = await measureOtherLanguage(cell, WORKERS, effort);
  if (elsewhere !== undefined) return elsewhere;
  const kernel = kernelTitled(cell.row);
  const workload = kernel.load(effort);
  const running = await kernelRunnerNamed(cell.contender).start(WORKERS, cell.setting);
  const outcome = await timeRuns(running, kernel, workload, effort);
  await running.stop();
  return outcome;
}

/** Median time of a run, which is the task that costs are told for. */
async function timeRuns(running: RunningKernels, kernel: Kernel, workload: Workload, effort: Effort): Promise<Outcome> {
  const warmUp: Run[] = [];
  const warmUntil = performance.now() + WARM_UP_MS[effort];
  while (performance.now() < warmUntil) warmUp.push(await runOnce(running, kernel, workload, new CostMeter()));
  const timed: Run[] = [];
  const meter = new CostMeter();
  while (timed.length < TIMED_RUNS[effort]) timed.push(await runOnce(running, kernel, workload, meter));
  meter.countTasks(timed.length);
  const digests = new Set([...warmUp, ...timed].map(({ digest }) => digest));
  checkDigests('one contender', [...digests]);
  const milliseconds = median(timed.map(({ elapsedMs }) => elapsedMs));
  return { readings: { milliseconds }, costs: meter.costs, digest: [...digests].join() };
}

interface Run {
  readonly elapsedMs: number;
  /** Fingerprint of the output, which was wiped before. */
  readonly digest: string;
}

async function runOnce(running: RunningKernels, kernel: Kernel, workload: Workload, meter: CostMeter): Promise<Run> {
  workload.output.fill(Number.NaN);
  meter.start();
  const startedAt = performance.now();
  await running.run(kernel, workload);
  const elapsedMs = performance.now() - startedAt;
  meter.stop();
  return { elapsedMs, digest: digestOf(workload.output) };
}

function digestOf(output: Float64Array): string {
  return createHash('sha256')
    .update(new Uint8Array(output.buffer, output.byteOffset, output.byteLength))
    .digest('hex');
}
