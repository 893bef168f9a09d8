import { Bench } from 'tinybench';
import { CostMeter, peakMemoryMb } from './costs.js';
import type { Outcome } from './scenario.js';

/** How long calls are repeated; the time between two calls does not count. */
export interface LatencyPlan {
  readonly warmUpMs: number;
  readonly measuredMs: number;
}

/** Latency of one call when each is awaited before the next. */
export async function measureLatencies(call: () => Promise<void>, plan: LatencyPlan): Promise<Outcome> {
  const { bench, meter } = benchFor(plan);
  bench.add('await', call, { async: true });
  await bench.run();
  return outcomeOf(bench, meter);
}

/** Latency of one blocking call. `prepareCall` runs before each, off the clock; its CPU time cannot be told from the calls', so then memory is the only cost. */
export function measureBlockingLatencies(call: () => void, plan: LatencyPlan, prepareCall?: () => void): Outcome {
  const { bench, meter } = benchFor(plan);
  bench.add('block', call, { async: false, ...(prepareCall !== undefined && { beforeEach: prepareCall }) });
  bench.runSync();
  const outcome = outcomeOf(bench, meter);
  return prepareCall === undefined ? outcome : { ...outcome, costs: { peakMemoryMb: peakMemoryMb() } };
}

interface MeteredBench {
  readonly bench: Bench;
  readonly meter: CostMeter;
}

/** The meter runs while calls count, and not while they warm up. */
function benchFor({ warmUpMs, measuredMs }: LatencyPlan): MeteredBench {
  const meter = new CostMeter();
  const bench = new Bench({
    time: measuredMs,
    warmupTime: warmUpMs,
    throws: true,
    setup: (_, mode) => {
      if (mode === 'run') meter.start();
    },
    teardown: (_, mode) => {
      if (mode === 'run') meter.stop();
    },
  });
  return { bench, meter };
}

function outcomeOf(bench: Bench, meter: CostMeter): Outcome {
  const result = bench.tasks[0]?.result;
  if (result?.state !== 'completed') throw new Error(`Expected a completed measurement, got ${result?.state}.`);
  const { p50, p99, p999, samplesCount } = result.latency;
  meter.countTasks(samplesCount);
  return { readings: { p50Us: p50 * 1000, p99Us: p99 * 1000, p999Us: p999 * 1000 }, costs: meter.costs };
}
