import { Fate, givesValue, needsStop, throwsError } from './fate.js';
import { Settled } from './ledger.js';
import type { JobPlan, PoolPlan, RoundPlan } from './plan.js';

/** How a task may be settled by its own doing and by what its caller does. That a neighbour's death takes it along is judged elsewhere. */
export function allowedOutcomes(plan: RoundPlan, job: JobPlan, task: number): Set<Settled> {
  const fate = plan.fates[task]!;
  const allowed = new Set<Settled>(ownOutcomes(plan.pool, job, fate));
  for (const outcome of callersOutcomes(job)) allowed.add(outcome);
  if (plan.pool.queueLimit !== undefined) allowed.add(Settled.Refused);
  if (plan.ending === 'terminate') allowed.add(Settled.Terminated).add(Settled.Refused);
  return allowed;
}

function ownOutcomes(pool: PoolPlan, job: JobPlan, fate: number): Settled[] {
  if (givesValue(fate)) return [Settled.Value];
  if (throwsError(fate)) return [Settled.Thrown];
  if (needsStop(fate)) return job.stop === 'timeout' ? [Settled.TimedOut] : [Settled.Aborted];
  if (fate !== Fate.ExitOnce) return [Settled.Lost];
  // Only one of the workers that run a broadcast dies; and whether one is run again there is not said.
  if (job.kind === 'broadcast') return [Settled.Lost, Settled.Value];
  return [mostStarts(pool, job) > 1 ? Settled.Value : Settled.Lost];
}

function callersOutcomes(job: JobPlan): Settled[] {
  const outcomes: Settled[] = [];
  const isOneCall = job.kind === 'apply' || job.kind === 'applyAsync';
  if (job.stop === 'abortSoon' || (job.stop === 'abortRunning' && !isOneCall)) outcomes.push(Settled.Aborted);
  // The limit is for every item: one that waited long for a processor may pass it too.
  if (job.stop === 'timeout' && !isOneCall) outcomes.push(Settled.TimedOut);
  if (job.leavesAfter !== undefined) outcomes.push(Settled.Dropped);
  if (job.kind === 'map' || job.kind === 'starmap' || job.kind === 'mapSync')
    outcomes.push(job.failFast ? Settled.Dropped : Settled.Hidden);
  return outcomes;
}

/** How often a task may be started. What was moved to a worker cannot be had back, and a broadcast goes to all. */
export function mostStarts(pool: PoolPlan, job: JobPlan): number {
  if (job.payload === 'moved') return 1;
  const tries = 1 + (pool.retries ?? 0);
  return job.kind === 'broadcast' ? tries * pool.workers : tries;
}
