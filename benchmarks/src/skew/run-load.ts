import type { RunningCaller } from '../callers/caller.js';
import type { LatencyHistogram } from '../load/latency-histogram.js';
import { runArrivals } from '../load/open-loop.js';
import { WrongResultError } from '../verify.js';
import { sharedClockUs } from './shared-clock.js';
import type { SkewedLoad } from './skewed-load.js';
import type { SpinReport } from './spin-for.js';

const US_PER_MS = 1000;

/** Runs a load on a pool, adds how long each task waited to `waits`, and returns the milliseconds from the first submission to the last result. */
export async function runLoad(pool: RunningCaller, load: SkewedLoad, waits: LatencyHistogram): Promise<number> {
  const { durationsUs } = load;
  const startedAt = performance.now();
  // Due times are of this thread's clock; the tasks report by the one that all threads share.
  const clockOffsetMs = sharedClockUs() / US_PER_MS - startedAt;
  async function runTask(index: number, dueAtMs: number): Promise<void> {
    const durationUs = durationsUs[index] ?? Number.NaN;
    const report = checkReport(await pool.call('spinFor', { index, durationUs }), index, durationUs);
    waits.record(report.startedAtUs / US_PER_MS - clockOffsetMs - dueAtMs);
  }
  await runArrivals(load.arrivalsMs ?? new Float64Array(durationsUs.length), runTask);
  return performance.now() - startedAt;
}

/** Throws unless a task answered for itself and took its time. */
function checkReport(result: unknown, index: number, durationUs: number): SpinReport {
  const report = result as SpinReport | undefined;
  if (report?.index === index && report.elapsedUs >= durationUs) return report;
  const expected = `Expected task ${index} to take at least ${durationUs} µs`;
  throw new WrongResultError(`${expected}, got task ${report?.index} that took ${report?.elapsedUs} µs.`);
}
