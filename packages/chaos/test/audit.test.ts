import { describe, expect, it } from 'vitest';
import { audit, type FaultKind } from '../src/audit.ts';
import { Fate } from '../src/fate.ts';
import { Ledger, Settled } from '../src/ledger.ts';
import type { JobPlan, PoolPlan, RoundPlan } from '../src/plan.ts';
import type { LossReport } from '../src/settling.ts';

const POOL: PoolPlan = {
  workers: 2,
  ringBytes: 4096,
  concurrency: undefined,
  retries: undefined,
  maxTasksPerWorker: undefined,
  minWorkers: undefined,
  queueLimit: undefined,
  maxHeapMbPerWorker: undefined,
  finalizer: false,
  failingStarts: undefined,
  smallHeap: false,
};

const JOB: JobPlan = {
  kind: 'apply',
  firstTask: 0,
  count: 1,
  payload: 'none',
  chunkSize: undefined,
  buffer: undefined,
  leavesAfter: undefined,
  failFast: false,
  graceMs: undefined,
  hasProgress: false,
  isBulk: false,
  stop: 'none',
};

/** A round written by hand: its ledger says what the test has it say. */
class Story {
  readonly ledger: Ledger;
  readonly plan: RoundPlan;
  readonly losses = new Map<number, LossReport>();
  readonly toldOf = new Map<JobPlan, number>();

  constructor(fates: readonly Fate[], job: Partial<JobPlan> = {}, pool: Partial<PoolPlan> = {}) {
    const tasks = fates.length;
    this.ledger = Ledger.create(tasks);
    this.plan = {
      seed: 0,
      tasks,
      deaths: 0,
      pool: { ...POOL, ...pool },
      jobs: [{ ...JOB, count: tasks, ...job }],
      fates: Uint8Array.from(fates),
      width: 1,
      ending: 'close',
      endsAfter: 1,
    };
    for (const [task, fate] of fates.entries()) this.ledger.setFate(task, fate);
    this.ledger.beginLife();
    this.ledger.beginLife();
  }

  /** Run in a worker, to its end, and told. */
  did(task: number, how: Settled = Settled.Value, life = 0): this {
    this.ledger.start(task, life);
    this.ledger.finish(task);
    this.ledger.settle(task, how);
    return this;
  }

  /** Run in a worker, but not to its end, and lost. */
  lost(task: number, life = 0, loss: LossReport = { exitCode: task, attempts: 1 }): this {
    this.ledger.start(task, life);
    this.ledger.settle(task, Settled.Lost);
    this.losses.set(task, loss);
    return this;
  }

  died(life: number): this {
    this.ledger.markDeath(life);
    return this;
  }

  get faults(): FaultKind[] {
    const { ledger, plan, losses, toldOf } = this;
    return audit({ ledger, plan, losses, toldOf }).map(({ kind }) => kind);
  }

  get texts(): string {
    const { ledger, plan, losses, toldOf } = this;
    return audit({ ledger, plan, losses, toldOf })
      .map(({ text }) => text)
      .join('\n');
  }
}

describe('what is as it should be', () => {
  it('passes: values, errors, and the loss of a task that ended its worker', () => {
    const story = new Story([Fate.Value, Fate.Throw, Fate.Exit]);
    expect(story.did(0).did(1, Settled.Thrown).died(0).lost(2).faults).toEqual([]);
  });

  it('passes: the task that runs when a timer of another ends the worker', () => {
    const story = new Story([Fate.ExitAside, Fate.Later]);
    expect(story.did(0).died(0).lost(1, 0, { exitCode: 1, attempts: 1 }).faults).toEqual([]);
  });

  it('passes: a task that is run again in another worker', () => {
    const story = new Story([Fate.ExitOnce], {}, { retries: 1 });
    story.ledger.start(0, 0);
    expect(story.died(0).did(0, Settled.Value, 1).faults).toEqual([]);
  });
});

describe('what is wrong with one task', () => {
  it('is found: it was never settled', () => {
    expect(new Story([Fate.Value]).faults).toEqual(['lost']);
  });

  it('is found: it was settled twice', () => {
    const story = new Story([Fate.Value]).did(0);
    story.ledger.settle(0, Settled.Value);
    expect(story.faults).toEqual(['settledTwice']);
  });

  it('is found: it was started twice', () => {
    const story = new Story([Fate.Exit]).died(0).died(1);
    story.ledger.start(0, 1);
    expect(story.lost(0).faults).toContain('ranTwice');
  });

  it('is found: it was run again though its worker lived', () => {
    const story = new Story([Fate.Value], {}, { retries: 1 });
    story.ledger.start(0, 0);
    expect(story.did(0, Settled.Value, 1).texts).toMatch(/was run again though its worker lived/);
  });

  it('is found: it has a value and did not end', () => {
    const story = new Story([Fate.Value]);
    story.ledger.settle(0, Settled.Value);
    expect(story.faults).toEqual(['ranTwice']);
  });

  it('is found: its result was wrong', () => {
    expect(new Story([Fate.Value]).did(0, Settled.Wrong).faults).toEqual(['wrong']);
  });

  it('is found: it was aborted and nobody did that', () => {
    expect(new Story([Fate.Value]).did(0, Settled.Aborted).faults).toEqual(['unexplained']);
  });

  it('is found: it should have ended its worker and has a value', () => {
    expect(new Story([Fate.Exit]).did(0).faults).toEqual(['unexplained']);
  });
});

describe('what is wrong with a loss', () => {
  it('is found: the worker lives', () => {
    expect(new Story([Fate.Value]).lost(0).faults).toEqual(['unexplained']);
  });

  it('is found: the task never ran', () => {
    const story = new Story([Fate.Value]).died(0);
    story.ledger.settle(0, Settled.Lost);
    story.losses.set(0, { exitCode: 1, attempts: 1 });
    expect(story.faults).toContain('unexplained');
  });

  it('is found: the task had ended', () => {
    const story = new Story([Fate.Value]).died(0).did(0, Settled.Lost);
    story.losses.set(0, { exitCode: 1, attempts: 1 });
    expect(story.texts).toMatch(/was lost outside of its run/);
  });

  it('is found: more were lost with a worker than it runs at once', () => {
    const story = new Story([Fate.Exit, Fate.Value]).died(0).lost(0).lost(1);
    expect(story.texts).toMatch(/worker 0 left 2 tasks unfinished, and runs 1 at once/);
  });

  it('is nothing: so many were open at once', () => {
    const story = new Story([Fate.Exit, Fate.Later], {}, { concurrency: 4 }).died(0).lost(0).lost(1);
    expect(story.faults).toEqual([]);
  });

  it('is found: the exit code is another', () => {
    const story = new Story([Fate.Exit]).died(0).lost(0, 0, { exitCode: 9, attempts: 1 });
    expect(story.texts).toMatch(/exited with 9, not with 0/);
  });

  it('is found: it was not tried as often as it could be', () => {
    const story = new Story([Fate.Exit], {}, { retries: 2 }).died(0).lost(0);
    expect(story.texts).toMatch(/was lost after 1 attempts/);
  });
});

describe('what is wrong with a map', () => {
  it('is found: an item did not run behind the failure of another', () => {
    const story = new Story([Fate.Throw, Fate.Value], { kind: 'map' }).did(0, Settled.Thrown);
    story.ledger.settle(1, Settled.Hidden);
    expect(story.texts).toMatch(/did not run, behind the failure of another item/);
  });

  it('is found: it told of a later failure than the first', () => {
    const story = new Story([Fate.Throw, Fate.Throw], { kind: 'map' }).did(0, Settled.Hidden).did(1, Settled.Thrown);
    story.toldOf.set(story.plan.jobs[0]!, 1);
    expect(story.texts).toMatch(/failed before item 1, of which its map told/);
  });
});
