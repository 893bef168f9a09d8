import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Backlog, type WaitingRecord } from '../src/backlog.ts';
import { Canceller } from '../src/canceller.ts';
import { TaskAbortedError } from '../src/errors.ts';
import { type Job, JobTable, UNASSIGNED } from '../src/job-table.ts';
import { Recaller } from '../src/recaller.ts';
import { Scheduler } from '../src/scheduler.ts';
import { TaskStatistics } from '../src/statistics.ts';
import { Stopper } from '../src/stopper.ts';
import { TargetedBacklog } from '../src/targeted-backlog.ts';
import type { WorkerHandle } from '../src/worker-handle.ts';
import { FakeHandle } from './fake-handle.ts';
import { FakeJob } from './fake-job.ts';

// Before the modules under test take hold of the clock.
vi.hoisted(() => {
  vi.useFakeTimers();
});

const LIMITS = { timeoutMs: Infinity, graceMs: 100 };
const cancelled = (): Error => new Error('cancelled');
const dropped = vi.fn<() => void>();
const end = vi.fn<(handle: WorkerHandle) => void>();

let table: JobTable;
let backlog: Backlog;
let targeted: TargetedBacklog;
let statistics: TaskStatistics;
let scheduler: Scheduler;
let fakes: FakeHandle[];
let recaller: Recaller;
let stopper: Stopper;
let canceller: Canceller;

beforeEach(() => {
  vi.clearAllTimers();
  dropped.mockReset();
  end.mockReset();
  table = new JobTable();
  backlog = new Backlog();
  targeted = new TargetedBacklog();
  statistics = new TaskStatistics();
  fakes = [new FakeHandle(0), new FakeHandle(1)];
  scheduler = new Scheduler(2);
  for (const { index } of fakes) scheduler.workerAdded(index);
  const queues = { table, backlog, targeted, workers: fakes.map((fake) => fake.asHandle) };
  const nothing = (): void => {};
  recaller = new Recaller({
    ...queues,
    scheduler,
    damaged: nothing,
    becameIdle: nothing,
    canGrow: () => false,
    takenBack: () => true,
    grow: nothing,
    dispatch: nothing,
  });
  stopper = new Stopper({ table, takeNews: nothing, end });
  canceller = new Canceller({ ...queues, statistics, recaller, stopper, dropped });
});

function waitingRecord(slot: number): WaitingRecord {
  return { slot, payload: new Uint8Array(0), needsIdleWorker: false };
}

/** A record that waits for any worker, or for one. */
function waiting(job: Job, items = 1, target?: number): number {
  const slot = table.add(job, 0, 0, items);
  if (target === undefined) backlog.push(waitingRecord(slot));
  else {
    table.setTarget(slot, target);
    targeted.push(target, waitingRecord(slot));
  }
  return slot;
}

/** A record in a worker's ring, which the worker has not claimed. */
function unclaimed(job: Job, worker: number, position: number, items = 1): number {
  const slot = claimed(job, worker, position, items);
  fakes[worker]!.unclaimed.push({ slot, payload: new Uint8Array([slot]) });
  return slot;
}

/** A record that its worker has claimed. */
function claimed(job: Job, worker: number, position: number, items = 1): number {
  const slot = table.add(job, 0, 0, items);
  table.assign(slot, worker, position);
  scheduler.dispatched(worker, slot, 0, items);
  return slot;
}

describe('a cancelled job', () => {
  it('is told at once; what is left of it is dropped a little later', async () => {
    const job = new FakeJob(LIMITS);
    waiting(job);
    canceller.cancel(job, cancelled);
    expect(job.cancel).toHaveBeenCalledExactlyOnceWith(cancelled);
    expect([table.open, dropped.mock.calls.length]).toEqual([1, 0]);
    await Promise.resolve();
    expect([table.open, backlog.length, dropped.mock.calls.length]).toEqual([0, 0, 1]);
  });

  it('is dropped wherever it waits, and the others stay where they are', () => {
    const [job, other] = [new FakeJob(LIMITS), new FakeJob(LIMITS)];
    waiting(job);
    const stays = waiting(other);
    waiting(job, 1, 0);
    const staysToo = waiting(other, 1, 0);
    canceller.cancel(job, cancelled);
    canceller.flush();
    expect(backlog.slots()).toEqual([stays]);
    expect([targeted.length, targeted.peek(0)!.slot]).toEqual([1, staysToo]);
    expect(table.openSlots()).toEqual([stays, staysToo]);
    expect(other.cancel).not.toHaveBeenCalled();
  });

  it('is taken back from rings; what else was there goes before all that waits, in its order', () => {
    const [job, other] = [new FakeJob(LIMITS), new FakeJob(LIMITS)];
    const last = waiting(other);
    const first = unclaimed(other, 0, 64);
    unclaimed(job, 0, 128);
    const second = unclaimed(other, 0, 192);
    canceller.cancel(job, cancelled);
    canceller.flush();
    expect(backlog.slots()).toEqual([first, second, last]);
    expect([table.workerOf(first), table.workerOf(second)]).toEqual([UNASSIGNED, UNASSIGNED]);
    expect(scheduler.recordsOf(0)).toBe(0);
  });

  it('leaves rings alone in which it has nothing', () => {
    const [job, other] = [new FakeJob(LIMITS), new FakeJob(LIMITS)];
    unclaimed(job, 0, 0);
    const elsewhere = unclaimed(other, 1, 0);
    canceller.cancel(job, cancelled);
    canceller.flush();
    expect(table.workerOf(elsewhere)).toBe(1);
    expect(fakes[1]!.unclaimed).toHaveLength(1);
  });

  it('has its running items stopped, with its own grace, and nobody waits for their results', () => {
    const job = new FakeJob(LIMITS);
    const slot = claimed(job, 1, 64, 5);
    const run = fakes[1]!.run(64, 2);
    canceller.cancel(job, cancelled);
    canceller.flush();
    expect([fakes[1]!.stopped, fakes[1]!.aborted]).toEqual([[64], [run]]);
    expect([table.unsettledOf(slot), table.owedBy(slot)]).toEqual([0, 5]);
    expect(end).not.toHaveBeenCalled();
    vi.advanceTimersByTime(100);
    expect(end).toHaveBeenCalledExactlyOnceWith(fakes[1], expect.any(TaskAbortedError));
  });

  it('lets other jobs of the worker run', () => {
    const [job, other] = [new FakeJob(LIMITS), new FakeJob(LIMITS)];
    claimed(job, 0, 0);
    const slot = claimed(other, 0, 64);
    canceller.cancel(job, cancelled);
    canceller.flush();
    expect(fakes[0]!.stopped).toEqual([0]);
    expect(table.unsettledOf(slot)).toBe(1);
  });

  it('is not taken back from a worker that is being ended: that was done', () => {
    const job = new FakeJob(LIMITS);
    unclaimed(job, 0, 0);
    fakes[0]!.isTerminating = true;
    canceller.cancel(job, cancelled);
    canceller.flush();
    expect(fakes[0]!.unclaimed).toHaveLength(1);
    expect(table.unsettledOf(0)).toBe(0);
  });

  it('has its items counted as failed, those only that had no outcome', () => {
    const job = new FakeJob(LIMITS);
    const slot = claimed(job, 0, 0, 5);
    table.resultInTurn(slot);
    waiting(job, 3);
    unclaimed(job, 0, 64, 2);
    canceller.cancel(job, cancelled);
    canceller.flush();
    expect(statistics.failed).toBe(9);
    expect(table.openItems).toBe(0);
  });
});

describe('a job whose rest nobody wants', () => {
  it('is not told', () => {
    const job = new FakeJob();
    waiting(job);
    canceller.drop(job);
    canceller.flush();
    expect(job.cancel).not.toHaveBeenCalled();
    expect([table.open, backlog.length]).toEqual([0, 0]);
  });

  it('has its running items end by themselves, and no others begun', () => {
    const job = new FakeJob();
    const slot = claimed(job, 0, 64, 5);
    fakes[0]!.run(64);
    canceller.drop(job);
    canceller.flush();
    vi.advanceTimersByTime(1000);
    expect([fakes[0]!.stopped, fakes[0]!.aborted, end.mock.calls]).toEqual([[64], [], []]);
    expect(stopper.wasStopped(slot)).toBe(true);
    expect(table.unsettledOf(slot)).toBe(5);
  });

  it('has them stopped when it was cancelled before or after', () => {
    for (const steps of [
      ['drop', 'cancel'],
      ['cancel', 'drop'],
    ] as const) {
      const job = new FakeJob(LIMITS);
      claimed(job, 0, 64);
      fakes[0]!.run(64);
      for (const step of steps) canceller[step](job, cancelled);
      canceller.flush();
    }
    expect(fakes[0]!.aborted.length).toBeGreaterThanOrEqual(2);
  });
});

describe('jobs that are cancelled together', () => {
  it('are dropped at once: each ring is looked into once', async () => {
    const recall = vi.spyOn(recaller, 'recall');
    const jobs = Array.from({ length: 1000 }, () => new FakeJob(LIMITS));
    for (const [index, job] of jobs.entries()) unclaimed(job, index % 2, index * 64);
    for (const job of jobs) canceller.cancel(job, cancelled);
    await Promise.resolve();
    expect(recall).toHaveBeenCalledTimes(2);
    expect([table.open, dropped.mock.calls.length]).toEqual([0, 1]);
  });

  it('are dropped once, though that was asked for before its time', async () => {
    const job = new FakeJob(LIMITS);
    waiting(job);
    canceller.cancel(job, cancelled);
    canceller.flush();
    await Promise.resolve();
    expect(dropped).toHaveBeenCalledTimes(1);
  });
});

it('does nothing where nothing was cancelled', () => {
  waiting(new FakeJob());
  canceller.flush();
  expect([backlog.length, dropped.mock.calls.length]).toEqual([1, 0]);
});

it('drops what is cancelled while it drops', async () => {
  const [job, other] = [new FakeJob(LIMITS), new FakeJob(LIMITS)];
  claimed(job, 0, 0);
  waiting(other);
  vi.spyOn(stopper, 'stopRecord').mockImplementation(() => canceller.drop(other));
  canceller.cancel(job, cancelled);
  await Promise.resolve();
  await Promise.resolve();
  expect(backlog.length).toBe(0);
});
