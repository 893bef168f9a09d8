import type { CalledName, RunningCaller } from '../callers/caller.js';
import { CostMeter } from '../costs.js';
import type { Outcome } from '../scenario.js';
import { WrongResultError } from '../verify.js';

/** So many calls of one function with one argument, and how their results are recognized. */
export interface Calls {
  readonly name: CalledName;
  readonly argument?: unknown;
  readonly count: number;
  isRight(result: unknown): boolean;
}

/** Submits all calls at once and waits for all: what those who publish such figures do, however few callers have that many. */
export async function runAllAtOnce(pool: RunningCaller, calls: Calls): Promise<Outcome> {
  const meter = new CostMeter();
  meter.start();
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: calls.count }, () => callChecked(pool, calls)));
  const elapsedMs = performance.now() - startedAt;
  meter.stop();
  meter.countTasks(calls.count);
  return { readings: { tasksPerSecond: (calls.count * 1000) / elapsedMs }, costs: meter.costs };
}

export async function callChecked(pool: RunningCaller, { name, argument, isRight }: Calls): Promise<void> {
  const result = await pool.call(name, argument);
  if (!isRight(result)) throw new WrongResultError(`Expected the right result of ${name}, got ${String(result)}.`);
}
