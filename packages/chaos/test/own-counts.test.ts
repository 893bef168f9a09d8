import { describe, expect, it } from 'vitest';
import type { Tally } from '../src/chaos-pool.ts';
import { Ledger, Settled } from '../src/ledger.ts';
import { planRound, type RoundPlan } from '../src/plan.ts';
import { ProgressCheck } from '../src/progress-check.ts';
import { faultsOfTally } from '../src/tally.ts';

const PLAN: RoundPlan = planRound(1, 50, 0, new Set());

/** A ledger in which all tasks but the first two gave values; one threw, one was lost. */
function filledLedger(): Ledger {
  const ledger = Ledger.create(PLAN.tasks);
  ledger.settle(0, Settled.Thrown);
  ledger.settle(1, Settled.Lost);
  for (let task = 2; task < PLAN.tasks; task += 1) ledger.settle(task, Settled.Value);
  return ledger;
}

const RIGHT: Tally = { queued: 0, running: 0, done: 48, failed: 1, lost: 1, zombies: 0 };

describe("a pool's own counts", () => {
  it('pass when they are those of the ledger', () => {
    expect(faultsOfTally(PLAN, filledLedger(), RIGHT)).toEqual([]);
  });

  it.each<[Partial<Tally>, string]>([
    [{ queued: 1 }, 'the pool has ended and counts 1 queued'],
    [{ running: 2 }, 'the pool has ended and counts 2 running'],
    [{ zombies: 1 }, 'the pool has ended and counts 1 zombies'],
    [{ done: 47 }, 'the pool counts 47 done, and 48 gave values'],
    [{ failed: 0 }, 'the pool counts 0 failed, and 1 did'],
    [{ lost: 0 }, 'the pool counts 0 lost, and 1 were'],
    [{ done: 60 }, 'the pool counts 62 that ended, and there were 50'],
  ])('do not pass with %j', (change, text) => {
    expect(faultsOfTally(PLAN, filledLedger(), { ...RIGHT, ...change })).toContain(text);
  });
});

describe('what a job tells of how far it is', () => {
  const job = PLAN.jobs[0]!;

  function faultsOf(told: readonly number[], ledger: Ledger = filledLedger()): string[] {
    const faults: string[] = [];
    const check = new ProgressCheck((fault) => faults.push(fault));
    const listener = check.listener(job);
    for (const done of told) listener({ done, total: job.count });
    check.check(ledger);
    return faults;
  }

  it('passes when it goes up to all', () => {
    expect(faultsOf([1, job.count])).toEqual([]);
  });

  it('does not pass when it goes back, beyond the end, or not to it', () => {
    expect(faultsOf([2, 1, job.count])).toHaveLength(1);
    expect(faultsOf([job.count + 1, job.count])).toHaveLength(2);
    expect(faultsOf([1])).toEqual([`${job.kind} of ${job.count} tasks told last of 1 done of ${job.count}`]);
  });

  it('need not go to the end of what was cut short', () => {
    const ledger = Ledger.create(PLAN.tasks);
    for (let task = 0; task < PLAN.tasks; task += 1) ledger.settle(task, Settled.Aborted);
    expect(faultsOf([1], ledger)).toEqual([]);
  });
});
