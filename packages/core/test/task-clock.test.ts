import { beforeEach, describe, expect, it, vi } from 'vitest';
import { TaskTimeoutError } from '../src/errors.ts';
import { JobTable } from '../src/job-table.ts';
import { TaskStatistics } from '../src/statistics.ts';
import { Stopper, type StopperParts } from '../src/stopper.ts';
import { TaskClock, type TaskClockParts } from '../src/task-clock.ts';
import type { WatchedRun } from '../src/transport/control-block.ts';
import type { WorkerHandle } from '../src/worker-handle.ts';
import { FakeHandle } from './fake-handle.ts';
import { FakeJob } from './fake-job.ts';

// Before the modules under test take hold of the clock.
vi.hoisted(() => {
  vi.useFakeTimers();
});

const takeNews = vi.fn<TaskClockParts['takeNews']>();
const end = vi.fn<StopperParts['end']>();

let table: JobTable;
let worker: FakeHandle;
let workers: (WorkerHandle | undefined)[];
let statistics: TaskStatistics;
let clock: TaskClock;
let job: FakeJob;

beforeEach(() => {
  vi.clearAllTimers();
  takeNews.mockReset();
  end.mockReset();
  end.mockImplementation(() => {
    worker.isTerminating = true;
  });
  table = new JobTable();
  worker = new FakeHandle(0);
  workers = [worker.asHandle];
  statistics = new TaskStatistics();
  job = new FakeJob({ timeoutMs: 100, graceMs: 0 });
  const stopper = new Stopper({ table, takeNews, end });
  clock = new TaskClock({ table, workers, statistics, stopper, takeNews });
});

/** A record of a job with limits that went to the worker now. */
function sent(position = 0, items = 1, firstItem = 0): number {
  const slot = table.add(job, 0, firstItem, items);
  table.assign(slot, worker.index, position);
  clock.sent(slot, job.limits!.timeoutMs);
  return slot;
}

/** An item begins to run now: as time goes by, so does its own. */
function begin(position = 0, item = 0, lane = 0, serial = 1): void {
  const begun = performance.now();
  const run: WatchedRun = {
    lane,
    serial,
    item,
    get elapsedMs() {
      return Math.floor(performance.now() - begun);
    },
  };
  worker.runs.set(position, [...(worker.runs.get(position) ?? []), run]);
}

describe('an item that is over its time', () => {
  it('fails at once, is counted, and is stopped', () => {
    const slot = sent(0, 1, 7);
    begin();
    vi.advanceTimersByTime(99);
    expect(job.itemFailed).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(job.itemFailed).toHaveBeenCalledExactlyOnceWith(7, expect.any(TaskTimeoutError));
    expect(job.errors[0]).toMatchObject({ message: expect.stringContaining('within 100 ms') as string });
    expect(statistics.failed).toBe(1);
    expect(worker.aborted).toHaveLength(1);
    expect(end).toHaveBeenCalledExactlyOnceWith(worker, expect.any(TaskTimeoutError));
    expect([table.unsettledOf(slot), table.owedBy(slot)]).toEqual([0, 1]);
  });

  it('has its time counted from its start, however long it waited', () => {
    sent();
    vi.advanceTimersByTime(5000);
    begin();
    vi.advanceTimersByTime(99);
    expect(job.itemFailed).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(job.failed).toEqual([0]);
  });

  it('fails alone: the others of its chunk have their own time', () => {
    const slot = sent(0, 3);
    begin(0, 0);
    vi.advanceTimersByTime(60);
    table.resultInTurn(slot);
    worker.runs.clear();
    begin(0, 1, 0, 2);
    vi.advanceTimersByTime(99);
    expect(job.itemFailed).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(job.failed).toEqual([1]);
    expect(table.unsettledPlaces(slot)).toEqual([2]);
  });

  it('fails once, though it goes on in its time of grace', () => {
    job = new FakeJob({ timeoutMs: 100, graceMs: 500 });
    sent();
    begin();
    vi.advanceTimersByTime(400);
    expect(job.failed).toEqual([0]);
    expect(worker.aborted).toHaveLength(1);
    expect(end).not.toHaveBeenCalled();
    vi.advanceTimersByTime(200);
    expect(end).toHaveBeenCalledTimes(1);
  });

  it('has its result instead, where that was on its way', () => {
    const slot = sent();
    begin();
    takeNews.mockImplementationOnce(() => {
      table.resultInTurn(slot);
      table.remove(slot);
    });
    vi.advanceTimersByTime(100);
    expect(job.itemFailed).not.toHaveBeenCalled();
    expect([statistics.failed, worker.aborted.length]).toEqual([0, 0]);
  });

  it('is none of another record that has its slot by now', () => {
    const slot = sent();
    begin();
    takeNews.mockImplementationOnce(() => {
      table.resultInTurn(slot);
      table.remove(slot);
      sent(64);
    });
    vi.advanceTimersByTime(100);
    expect(job.itemFailed).not.toHaveBeenCalled();
  });

  it('is none whose job was told already', () => {
    const slot = sent();
    begin();
    table.settleAll(slot);
    vi.advanceTimersByTime(500);
    expect(job.itemFailed).not.toHaveBeenCalled();
    expect(worker.aborted).toEqual([]);
  });

  it('may be one of several that run side by side, in the order of their starts', () => {
    sent(0, 3);
    begin(0, 0, 0);
    vi.advanceTimersByTime(30);
    begin(0, 1, 1);
    vi.advanceTimersByTime(70);
    expect(job.failed).toEqual([0]);
    vi.advanceTimersByTime(30);
    expect(job.failed).toEqual([0, 1]);
  });
});

describe('the timer', () => {
  it('is one for all records, set to the nearest time', () => {
    sent(0);
    sent(64);
    expect(vi.getTimerCount()).toBe(1);
    job = new FakeJob({ timeoutMs: 20, graceMs: 0 });
    sent(128);
    expect(vi.getTimerCount()).toBe(1);
    expect(clock.nextInMs).toBe(20);
  });

  it('is none where no item has a limit', () => {
    clock.sent(table.add(new FakeJob({ timeoutMs: Infinity, graceMs: 0 }), 0, 0, 1), Infinity);
    expect(vi.getTimerCount()).toBe(0);
    expect(clock.nextInMs).toBe(Infinity);
  });

  it.each<[string, (slot: number) => void]>([
    ['is done', (slot) => table.remove(slot)],
    ['was taken back', (slot) => table.unassign(slot)],
    ['has its worker gone', () => (workers[0] = undefined)],
    [
      'has given its slot to one without a limit',
      (slot) => {
        table.remove(slot);
        table.assign(table.add(new FakeJob(), 0, 0, 1), worker.index, 0);
      },
    ],
  ])('goes when the last record %s', (_name, change) => {
    change(sent());
    vi.advanceTimersByTime(100);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('comes again with a record that is sent again', () => {
    const slot = sent();
    table.unassign(slot);
    vi.advanceTimersByTime(100);
    table.assign(slot, worker.index, 64);
    clock.sent(slot, 100);
    begin(64);
    vi.advanceTimersByTime(100);
    expect(job.failed).toEqual([0]);
  });

  it('does not fire at once for a limit beyond the longest timer', () => {
    job = new FakeJob({ timeoutMs: 2 ** 40, graceMs: 0 });
    sent();
    begin();
    vi.advanceTimersByTime(60_000);
    expect(job.itemFailed).not.toHaveBeenCalled();
    expect(vi.getTimerCount()).toBe(1);
  });

  it('is stopped with the pool', () => {
    sent();
    begin();
    clock.stop();
    expect(vi.getTimerCount()).toBe(0);
    clock.look();
    expect(vi.getTimerCount()).toBe(0);
  });
});

it('may be asked to look by a thread that blocks', () => {
  sent();
  begin();
  clock.look();
  expect(job.itemFailed).not.toHaveBeenCalled();
  expect([clock.nextInMs, vi.getTimerCount()]).toEqual([100, 1]);
});
