import { RingCorruptError } from 'atomics-ring';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Backlog } from '../src/backlog.ts';
import { JobTable, UNASSIGNED } from '../src/job-table.ts';
import { Recaller, type RecallerParts } from '../src/recaller.ts';
import { Scheduler } from '../src/scheduler.ts';
import { TargetedBacklog } from '../src/targeted-backlog.ts';
import type { WorkerHandle } from '../src/worker-handle.ts';
import { FakeHandle } from './fake-handle.ts';
import { FakeJob } from './fake-job.ts';

// Before the modules under test take hold of the clock.
vi.hoisted(() => {
  vi.useFakeTimers();
});

/** Longer than a worker may take nothing while another has nothing to do. */
const STALL_MILLIS = 10;
const LONG = 0;
const SHORT = 1;

const job = new FakeJob();
const hooks = {
  damaged: vi.fn<RecallerParts['damaged']>(),
  becameIdle: vi.fn<RecallerParts['becameIdle']>(),
  takenBack: vi.fn<RecallerParts['takenBack']>(() => true),
  canGrow: vi.fn<RecallerParts['canGrow']>(() => false),
  grow: vi.fn<RecallerParts['grow']>(),
  dispatch: vi.fn<RecallerParts['dispatch']>(),
};

let table: JobTable;
let backlog: Backlog;
let targeted: TargetedBacklog;
let scheduler: Scheduler;
let fakes: FakeHandle[];
let workers: (WorkerHandle | undefined)[];
let recaller: Recaller;

beforeEach(() => {
  vi.clearAllTimers();
  for (const hook of Object.values(hooks)) hook.mockReset();
  table = new JobTable();
  backlog = new Backlog();
  targeted = new TargetedBacklog();
  scheduler = new Scheduler(2);
  scheduler.observe(LONG, 5_000_000);
  scheduler.observe(SHORT, 1000);
  fakes = [new FakeHandle(0), new FakeHandle(1)];
  workers = fakes.map((fake) => fake.asHandle);
  for (const { index } of fakes) {
    scheduler.workerAdded(index);
    scheduler.workerReady(index);
  }
  recaller = new Recaller({ table, backlog, targeted, scheduler, workers, ...hooks });
});

/** A record in a worker's ring; one that is not claimed can be taken back. */
function sent(worker: number, functionId: number, isClaimed: boolean): number {
  const slot = table.add(job, functionId, 0, 1);
  table.assign(slot, worker, slot * 64);
  scheduler.dispatched(worker, slot, functionId, 1);
  if (isClaimed) fakes[worker]!.claimed += 64;
  else fakes[worker]!.unclaimed.push({ slot, payload: new Uint8Array([slot]) });
  return slot;
}

/** One task runs in the worker, and so many wait behind it. */
function crowd(worker: number, behind: number, functionId: number): number[] {
  sent(worker, functionId, true);
  return Array.from({ length: behind }, () => sent(worker, functionId, false));
}

describe('what is taken back', () => {
  it('is what the worker has not claimed, oldest first, with what was sent', () => {
    const [first, second] = crowd(0, 2, SHORT);
    expect(recaller.recall(fakes[0]!.asHandle)).toEqual([
      { slot: first, payload: new Uint8Array([first!]), needsIdleWorker: false },
      { slot: second, payload: new Uint8Array([second!]), needsIdleWorker: false },
    ]);
    expect([table.workerOf(first!), table.workerOf(second!)]).toEqual([UNASSIGNED, UNASSIGNED]);
    expect(scheduler.recordsOf(0)).toBe(1);
  });

  it('is nothing that is gone, or that another worker has by now', () => {
    const [gone, moved] = crowd(0, 2, SHORT);
    table.remove(gone!);
    table.assign(moved!, 1, 0);
    expect(recaller.recall(fakes[0]!.asHandle)).toEqual([]);
    expect(table.workerOf(moved!)).toBe(1);
  });

  it('is what could be read of a damaged ring, which is told', () => {
    const [slot] = crowd(0, 1, SHORT);
    fakes[0]!.damage = new RingCorruptError('broken');
    expect(recaller.recall(fakes[0]!.asHandle).map((record) => record.slot)).toEqual([slot]);
    expect(hooks.damaged).toHaveBeenCalledExactlyOnceWith(fakes[0], fakes[0]!.damage);
  });

  it('leaves a worker idle that held nothing else', () => {
    sent(0, SHORT, false);
    recaller.recall(fakes[0]!.asHandle);
    expect(hooks.becameIdle).toHaveBeenCalledExactlyOnceWith(fakes[0]);
  });

  it('leaves a worker busy that holds more, or of which nothing was taken', () => {
    crowd(0, 1, SHORT);
    recaller.recall(fakes[0]!.asHandle);
    recaller.recall(fakes[1]!.asHandle);
    expect(hooks.becameIdle).not.toHaveBeenCalled();
  });

  it('is told nobody of what else is thrown: that is no damage', () => {
    fakes[0]!.damage = new TypeError('a bug');
    expect(() => recaller.recall(fakes[0]!.asHandle)).toThrow('a bug');
    expect(hooks.damaged).not.toHaveBeenCalled();
  });

  it('goes before all that waits, in its order: to any worker, or to the one that may run it', () => {
    const [first, bound, second] = crowd(0, 3, SHORT);
    table.setTarget(bound!, 0);
    backlog.push({ slot: 99, payload: new Uint8Array(0), needsIdleWorker: false });
    targeted.push(0, { slot: 98, payload: new Uint8Array(0), needsIdleWorker: false });
    recaller.putBack(recaller.recall(fakes[0]!.asHandle));
    expect(backlog.slots()).toEqual([first, second, 99]);
    expect(targeted.take(0)).toEqual([bound, 98]);
  });
});

describe('a worker that takes no more work', () => {
  it('has what it has not claimed go to the others', () => {
    const waiting = crowd(0, 2, SHORT);
    recaller.removed(fakes[0]!.asHandle);
    expect(backlog.slots()).toEqual(waiting);
    expect(scheduler.takes(0)).toBe(false);
  });

  it('has nothing taken back from a ring that is damaged', () => {
    crowd(0, 2, SHORT);
    fakes[0]!.isDamaged = true;
    recaller.removed(fakes[0]!.asHandle);
    expect([backlog.length, fakes[0]!.unclaimed.length]).toEqual([0, 2]);
    expect(scheduler.takes(0)).toBe(false);
  });

  it('has nothing taken back when it is gone', () => {
    crowd(0, 2, SHORT);
    recaller.forget(fakes[0]!.asHandle);
    expect(backlog.length).toBe(0);
    expect(scheduler.takes(0)).toBe(false);
  });
});

describe('a balance', () => {
  it('takes work from a worker that has plenty for one that has none', () => {
    const waiting = crowd(0, 3, LONG);
    recaller.balance();
    expect(backlog.slots()).toEqual(waiting);
    expect(hooks.dispatch).toHaveBeenCalledTimes(1);
    expect(scheduler.takes(0)).toBe(true);
  });

  it('is there while every worker has something', () => {
    crowd(0, 3, LONG);
    sent(1, SHORT, true);
    recaller.balance();
    expect([backlog.length, vi.getTimerCount()]).toEqual([0, 0]);
  });

  it('is there while nothing waits behind anything', () => {
    sent(0, LONG, true);
    recaller.balance();
    expect([backlog.length, vi.getTimerCount()]).toEqual([0, 0]);
  });

  it('is not sought at once where little waits, but soon looked for', () => {
    crowd(0, 3, SHORT);
    recaller.balance();
    expect([backlog.length, recaller.nextInMs]).toEqual([0, 2]);
  });

  it('is looked for again where all that waits was claimed', () => {
    for (let record = 0; record < 3; record += 1) sent(0, LONG, true);
    recaller.balance();
    expect([hooks.dispatch.mock.calls.length, recaller.nextInMs]).toEqual([0, 2]);
  });

  it('is soon looked for where every worker has something, and one at rest could be started', () => {
    hooks.canGrow.mockReturnValue(true);
    crowd(0, 3, LONG);
    sent(1, SHORT, true);
    recaller.balance();
    expect([backlog.length, recaller.nextInMs]).toEqual([0, 2]);
  });

  it('is there while nothing waits behind anything, though a worker at rest could be started', () => {
    hooks.canGrow.mockReturnValue(true);
    for (const worker of [0, 1]) sent(worker, LONG, true);
    recaller.balance();
    expect([backlog.length, vi.getTimerCount()]).toEqual([0, 0]);
  });

  it('is looked for at the time that was set first, however often it is sought', () => {
    crowd(0, 3, SHORT);
    recaller.balance();
    vi.advanceTimersByTime(1);
    recaller.balance();
    expect([vi.getTimerCount(), recaller.nextInMs]).toEqual([1, 1]);
  });

  it('asks nothing of a worker that is gone', () => {
    crowd(0, 3, LONG);
    workers[0] = undefined;
    recaller.forget(fakes[0]!.asHandle);
    expect(() => recaller.balance()).not.toThrow();
  });
});

describe('a worker that is stuck in a task that was thought short', () => {
  it('has what waits behind it taken back for one that has nothing to do, and gets nothing more', () => {
    const waiting = crowd(0, 3, SHORT);
    recaller.crowded();
    vi.advanceTimersByTime(STALL_MILLIS);
    expect(backlog.slots()).toEqual(waiting);
    expect(hooks.dispatch).toHaveBeenCalled();
    expect(scheduler.takes(0)).toBe(false);
  });

  it('gets work again when it gives a result', () => {
    crowd(0, 3, SHORT);
    recaller.crowded();
    vi.advanceTimersByTime(STALL_MILLIS);
    recaller.hasNews(fakes[1]!.asHandle);
    expect(scheduler.takes(0)).toBe(false);
    recaller.hasNews(fakes[0]!.asHandle);
    expect(scheduler.takes(0)).toBe(true);
  });

  it('gets none for its result when it was removed meanwhile', () => {
    crowd(0, 3, SHORT);
    recaller.crowded();
    vi.advanceTimersByTime(STALL_MILLIS);
    recaller.removed(fakes[0]!.asHandle);
    recaller.hasNews(fakes[0]!.asHandle);
    expect(scheduler.takes(0)).toBe(false);
  });

  it('is not one that takes tasks from its ring now and then', () => {
    crowd(0, 3, SHORT);
    recaller.crowded();
    for (let look = 0; look < 100; look += 1) {
      vi.advanceTimersByTime(1);
      fakes[0]!.claimed += 64;
    }
    expect(backlog.length).toBe(0);
    expect(scheduler.takes(0)).toBe(true);
  });

  it('is nobody’s concern while no other has nothing to do', () => {
    crowd(0, 3, SHORT);
    sent(1, SHORT, true);
    recaller.crowded();
    vi.advanceTimersByTime(100);
    expect(backlog.length).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('was only late when it holds nothing after that: it gets work as before', () => {
    for (let record = 0; record < 2; record += 1) sent(0, SHORT, false);
    recaller.crowded();
    vi.advanceTimersByTime(STALL_MILLIS);
    expect(backlog.length).toBe(2);
    expect(scheduler.takes(0)).toBe(true);
  });

  it('is not looked at twice: all that can be taken was', () => {
    crowd(0, 3, SHORT);
    recaller.crowded();
    vi.advanceTimersByTime(STALL_MILLIS);
    for (let record = 0; record < 2; record += 1) sent(0, SHORT, false);
    vi.advanceTimersByTime(100);
    expect(backlog.slots()).toHaveLength(3);
  });
});

describe('a worker that is stuck while others are at rest', () => {
  it('has one of them started', () => {
    hooks.canGrow.mockReturnValue(true);
    crowd(0, 3, SHORT);
    sent(1, SHORT, true);
    hooks.grow.mockImplementation(() => hooks.canGrow.mockReturnValue(false));
    recaller.crowded();
    vi.advanceTimersByTime(STALL_MILLIS);
    expect(hooks.grow).toHaveBeenCalledTimes(1);
    expect([backlog.length, vi.getTimerCount()]).toEqual([0, 0]);
  });

  it('has none started where one that is awake has nothing to do', () => {
    hooks.canGrow.mockReturnValue(true);
    const waiting = crowd(0, 3, SHORT);
    recaller.crowded();
    vi.advanceTimersByTime(STALL_MILLIS);
    expect(backlog.slots()).toEqual(waiting);
    expect(hooks.grow).not.toHaveBeenCalled();
  });

  it('has none started when it takes tasks from its ring now and then', () => {
    hooks.canGrow.mockReturnValue(true);
    crowd(0, 3, SHORT);
    sent(1, SHORT, true);
    recaller.crowded();
    for (let look = 0; look < 50; look += 1) {
      vi.advanceTimersByTime(1);
      fakes[0]!.claimed += 64;
    }
    expect(hooks.grow).not.toHaveBeenCalled();
  });
});

describe('the timer', () => {
  it('is one, and ends when nothing waits behind anything', () => {
    const waiting = crowd(0, 1, SHORT);
    recaller.crowded();
    recaller.crowded();
    expect(vi.getTimerCount()).toBe(1);
    fakes[0]!.unclaimed.length = 0;
    scheduler.finished(0, waiting[0]!);
    table.remove(waiting[0]!);
    vi.advanceTimersByTime(100);
    expect([vi.getTimerCount(), recaller.nextInMs]).toEqual([0, Infinity]);
  });

  it('ends with the pool', () => {
    recaller.crowded();
    recaller.stop();
    expect([vi.getTimerCount(), recaller.nextInMs]).toEqual([0, Infinity]);
  });
});
