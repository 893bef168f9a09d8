import type { Tally } from './chaos-pool.js';
import { type Ledger, Settled } from './ledger.js';
import type { RoundPlan } from './plan.js';

/** What is wrong with a pool's own counts at its end, in words: they are compared with the ledger's. */
export function faultsOfTally(plan: RoundPlan, ledger: Ledger, tally: Tally): string[] {
  const { done, failed, lost } = tally;
  const seen = countSeen(plan, ledger);
  const faults: string[] = [];
  for (const count of ['queued', 'running', 'zombies'] as const)
    if (tally[count] !== 0) faults.push(`the pool has ended and counts ${tally[count]} ${count}`);
  if (done < seen.done) faults.push(`the pool counts ${done} done, and ${seen.done} gave values`);
  if (failed < seen.failed) faults.push(`the pool counts ${failed} failed, and ${seen.failed} did`);
  if (lost < seen.lost) faults.push(`the pool counts ${lost} lost, and ${seen.lost} were`);
  const all = done + failed + lost;
  if (all > seen.most) faults.push(`the pool counts ${all} that ended, and there were ${seen.most}`);
  if (all < seen.least) faults.push(`the pool counts ${all} that ended, and at least ${seen.least} did`);
  return faults;
}

interface Seen {
  done: number;
  failed: number;
  lost: number;
  /** Bounds of what the pool can have counted. */
  least: number;
  most: number;
}

/** What the caller saw. Of a broadcast, and of what was dropped or refused, the pool counts what it had of it. */
function countSeen(plan: RoundPlan, ledger: Ledger): Seen {
  const seen: Seen = { done: 0, failed: 0, lost: 0, least: 0, most: 0 };
  for (const job of plan.jobs) {
    const perTask = job.kind === 'broadcast' ? plan.pool.workers : 1;
    seen.most += perTask * job.count;
    if (job.kind === 'broadcast') continue;
    for (let task = job.firstTask; task < job.firstTask + job.count; task += 1) addSeen(seen, ledger.outcomeOf(task));
  }
  return seen;
}

/** Outcomes of tasks that the pool may never have had: they were refused, or their input was not read so far. */
const NOT_TAKEN: ReadonlySet<Settled | undefined> = new Set<Settled | undefined>([
  Settled.Refused,
  Settled.Dropped,
  Settled.Aborted,
  Settled.Terminated,
  undefined,
]);

function addSeen(seen: Seen, outcome: Settled | undefined): void {
  if (outcome === Settled.Value) seen.done += 1;
  else if (outcome === Settled.Thrown || outcome === Settled.TimedOut) seen.failed += 1;
  else if (outcome === Settled.Lost) seen.lost += 1;
  if (!NOT_TAKEN.has(outcome)) seen.least += 1;
}
