import { beforeEach, describe, expect, it } from 'vitest';
import { JobTable } from '../src/job-table.ts';
import { PoolReport } from '../src/pool-report.ts';
import { FunctionRegistry } from '../src/transport/function-registry.ts';
import type { WorkerHandle } from '../src/worker-handle.ts';
import { FakeHandle } from './fake-handle.ts';
import { FakeJob } from './fake-job.ts';

const job = new FakeJob();

let fakes: FakeHandle[];
let workers: (WorkerHandle | undefined)[];
let table: JobTable;
let functions: FunctionRegistry;
let report: PoolReport;

beforeEach(() => {
  fakes = [new FakeHandle(0), new FakeHandle(1)];
  workers = fakes.map((fake) => fake.asHandle);
  table = new JobTable();
  functions = new FunctionRegistry();
  for (const name of ['square', 'norm']) functions.add(name);
  report = new PoolReport(table, functions, workers);
});

/** A record in a worker's ring. */
function sent(worker: number, position: number, functionId = 0, items = 1): number {
  const slot = table.add(job, functionId, 0, items);
  table.assign(slot, worker, position);
  return slot;
}

describe('the items that run', () => {
  it('are none while nothing has started', () => {
    sent(0, 0);
    table.add(job, 0, 0, 5);
    expect(report.running).toBe(0);
  });

  it('are one for each record that was started, where its worker says no more', () => {
    sent(0, 0, 0, 5);
    sent(1, 64);
    fakes[0]!.started = 64;
    fakes[1]!.started = 128;
    expect(report.running).toBe(2);
  });

  it('are as many as run side by side', () => {
    sent(0, 0, 0, 5);
    fakes[0]!.started = 64;
    for (const lane of [0, 1, 2]) fakes[0]!.run(0, lane, 0, lane);
    expect(report.running).toBe(3);
  });

  it('are none of a record whose worker is gone', () => {
    sent(1, 0);
    fakes[1]!.started = 64;
    workers[1] = undefined;
    expect(report.running).toBe(0);
  });

  it('are none that nobody waits for any more: those are counted as ended', () => {
    table.settleAll(sent(0, 0));
    fakes[0]!.started = 64;
    expect(report.running).toBe(0);
  });

  it('are those in lanes alone, where something is: what came before them has ended', () => {
    sent(0, 0);
    sent(0, 64, 1);
    fakes[0]!.started = 128;
    fakes[0]!.run(64);
    expect(report.running).toBe(1);
    expect(report.workers()[0]!.currentTask).toBe('norm');
  });

  it('are known where positions pass 2³¹', () => {
    sent(0, 2_147_483_584);
    fakes[0]!.started = -2_147_483_648;
    expect(report.running).toBe(1);
  });

  it('are no more than a worker can have open', () => {
    for (const position of [0, 64, 128]) sent(0, position);
    fakes[0]!.started = 192;
    expect(report.running).toBe(1);
  });
});

describe('the workers', () => {
  it('are those there are, with what they do', () => {
    sent(1, 64, 1);
    fakes[1]!.started = 128;
    fakes[1]!.itemsDone = 12;
    fakes[1]!.busyMs = 34;
    expect(report.workers()).toMatchObject([
      { workerIndex: 0, threadId: 1, state: 'ready', tasksDone: 0, busyMs: 0, currentTask: undefined },
      { workerIndex: 1, threadId: 2, state: 'ready', tasksDone: 12, busyMs: 34, currentTask: 'norm' },
    ]);
    workers[0] = undefined;
    expect(report.workers().map(({ workerIndex }) => workerIndex)).toEqual([1]);
  });

  it('have done at least what they gave results of', () => {
    fakes[0]!.itemsDone = 12;
    fakes[0]!.itemsGiven = 14;
    expect(report.workers()[0]).toMatchObject({ tasksDone: 14 });
  });

  it('are at the task that was started last', () => {
    sent(0, 64, 1);
    sent(0, 0, 0);
    fakes[0]!.started = 128;
    expect(report.workers()[0]!.currentTask).toBe('norm');
  });
});

describe('the time of workers', () => {
  it('is that of those there are, and of those that are gone', () => {
    for (const [index, fake] of fakes.entries()) {
      fake.livedMs = 1000 * (index + 1);
      fake.busyMs = 100 * (index + 1);
    }
    expect([report.workerMs, report.busyMs]).toEqual([3000, 300]);
    workers[0] = undefined;
    report.workerEnded(fakes[0]!.asHandle);
    expect([report.workerMs, report.busyMs]).toEqual([3000, 300]);
    workers[0] = new FakeHandle(0).asHandle;
    expect([report.workerMs, report.busyMs]).toEqual([3000, 300]);
  });
});
