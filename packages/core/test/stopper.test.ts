import { beforeEach, describe, expect, it, vi } from 'vitest';
import { JobTable } from '../src/job-table.ts';
import { Stopper, type StopperParts } from '../src/stopper.ts';
import { FakeHandle } from './fake-handle.ts';
import { FakeJob } from './fake-job.ts';

/** Before the modules under test take hold of the clock, which goes on in a thread that blocks, though no timer fires. */
const blocking = vi.hoisted(() => {
  vi.useFakeTimers();
  const blocked = { millis: 0 };
  const now = performance.now.bind(performance);
  performance.now = () => now() + blocked.millis;
  return blocked;
});

const POSITION = 640;
const hooks = { takeNews: vi.fn<StopperParts['takeNews']>(), end: vi.fn<StopperParts['end']>() };

let table: JobTable;
let worker: FakeHandle;
let stopper: Stopper;

beforeEach(() => {
  vi.clearAllTimers();
  for (const hook of Object.values(hooks)) hook.mockReset();
  hooks.end.mockImplementation(() => {
    worker.isTerminating = true;
  });
  table = new JobTable();
  worker = new FakeHandle(1);
  stopper = new Stopper({ table, ...hooks });
});

/** A record that the worker has claimed. */
function sent(items = 3): number {
  const slot = table.add(new FakeJob(), 0, 0, items);
  table.assign(slot, worker.index, POSITION);
  return slot;
}

/** Why a worker is ended. */
const REASON = new Error('over its time');

describe('an item that is to stop', () => {
  it('has its signal fired, and its worker ended at once where there is no grace', () => {
    const run = worker.run(POSITION);
    stopper.stopItem(worker.asHandle, POSITION, run, 0, REASON);
    expect(worker.aborted).toEqual([run]);
    expect(hooks.end).toHaveBeenCalledExactlyOnceWith(worker, REASON);
  });

  it('has its worker ended when it still runs after its time of grace', () => {
    stopper.stopItem(worker.asHandle, POSITION, worker.run(POSITION), 100, REASON);
    vi.advanceTimersByTime(99);
    expect(hooks.end).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(hooks.end).toHaveBeenCalledTimes(1);
  });

  it('keeps its worker when it ends within that time', () => {
    stopper.stopItem(worker.asHandle, POSITION, worker.run(POSITION), 100, REASON);
    worker.runs.clear();
    vi.advanceTimersByTime(1000);
    expect(hooks.end).not.toHaveBeenCalled();
  });

  it('is not mistaken for the next that runs in its lane, or beside it', () => {
    stopper.stopItem(worker.asHandle, POSITION, worker.run(POSITION, 0, 0, 0, 7), 100, REASON);
    worker.runs.clear();
    worker.run(POSITION, 1, 0, 0, 8);
    worker.run(POSITION, 2, 0, 1, 7);
    vi.advanceTimersByTime(1000);
    expect(hooks.end).not.toHaveBeenCalled();
  });

  it.each<[string, () => void]>([
    ['is being ended', () => (worker.isTerminating = true)],
    ['has ended', () => (worker.state = 'ended')],
  ])('does not end a worker that %s already', (_name, end) => {
    stopper.stopItem(worker.asHandle, POSITION, worker.run(POSITION), 100, REASON);
    end();
    vi.advanceTimersByTime(1000);
    expect(hooks.end).not.toHaveBeenCalled();
  });

  it('may have a grace beyond the longest timer', () => {
    stopper.stopItem(worker.asHandle, POSITION, worker.run(POSITION), Infinity, REASON);
    vi.advanceTimersByTime(60_000);
    expect(hooks.end).not.toHaveBeenCalled();
  });
});

describe('a record that is to stop', () => {
  it('begins no more items, and those that run are stopped', () => {
    const slot = sent();
    const runs = [worker.run(POSITION, 0, 0, 0), worker.run(POSITION, 1, 0, 1)];
    stopper.stopRecord(worker.asHandle, slot, 50);
    expect(worker.stopped).toEqual([POSITION]);
    expect(worker.aborted).toEqual(runs);
    vi.advanceTimersByTime(50);
    expect(hooks.end).toHaveBeenCalledTimes(1);
  });

  it('that is about to begin is stopped when it has', () => {
    const slot = sent();
    stopper.stopRecord(worker.asHandle, slot, 0);
    expect(hooks.end).not.toHaveBeenCalled();
    vi.advanceTimersByTime(5);
    const run = worker.run(POSITION);
    vi.advanceTimersByTime(1);
    expect(worker.aborted).toEqual([run]);
    expect(hooks.end).toHaveBeenCalledTimes(1);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('that has just ended is known to have by its results', () => {
    const slot = sent();
    hooks.takeNews.mockImplementationOnce(() => table.remove(slot));
    stopper.stopRecord(worker.asHandle, slot, 0);
    vi.advanceTimersByTime(1000);
    expect(hooks.takeNews).toHaveBeenCalledTimes(1);
    expect([hooks.end.mock.calls, vi.getTimerCount()]).toEqual([[], 0]);
  });

  it.each<[string, (slot: number) => void]>([
    ['its worker is being ended', () => (worker.isTerminating = true)],
    ['its worker has ended', () => (worker.state = 'ended')],
    ['it is done', (slot) => table.remove(slot)],
    [
      'its slot has another record',
      (slot) => {
        table.remove(slot);
        sent();
      },
    ],
    ['another worker has it', (slot) => table.assign(slot, 0, POSITION)],
    ['it was sent anew', (slot) => table.assign(slot, worker.index, POSITION + 64)],
  ])('is not looked for any more when %s', (_name, change) => {
    const slot = sent();
    stopper.stopRecord(worker.asHandle, slot, 0);
    change(slot);
    worker.run(POSITION);
    vi.advanceTimersByTime(1000);
    expect([worker.aborted, vi.getTimerCount()]).toEqual([[], 0]);
  });
});

describe('a record that was told to end', () => {
  it('is known to have been, until it is done: then that is taken back', () => {
    const slot = sent();
    const other = sent();
    stopper.stopAfterItem(worker.asHandle, slot);
    expect([stopper.wasStopped(slot), stopper.wasStopped(other)]).toEqual([true, false]);
    expect([worker.stopped, worker.aborted]).toEqual([[POSITION], []]);
    stopper.recordDone(worker.asHandle, other);
    expect(worker.cleared).toEqual([]);
    stopper.recordDone(worker.asHandle, slot);
    expect([worker.cleared, stopper.wasStopped(slot)]).toEqual([[POSITION], false]);
    stopper.recordDone(worker.asHandle, slot);
    expect(worker.cleared).toEqual([POSITION]);
  });

  it('may be done after its worker is gone', () => {
    const slot = sent();
    stopper.stopRecord(worker.asHandle, slot, 0);
    stopper.recordDone(undefined, slot);
    expect([stopper.wasStopped(slot), worker.cleared]).toEqual([false, []]);
  });
});

describe('for a thread that blocks', () => {
  it('the time to the next look is known, and all is done that is due', () => {
    expect(stopper.nextInMs).toBe(Infinity);
    stopper.stopItem(worker.asHandle, POSITION, worker.run(POSITION), 100, REASON);
    expect(stopper.nextInMs).toBe(100);
    stopper.check();
    expect(hooks.end).not.toHaveBeenCalled();
    blocking.millis += 100;
    stopper.check();
    expect(hooks.end).toHaveBeenCalledTimes(1);
    expect(stopper.nextInMs).toBe(Infinity);
  });
});

it('forgets all when the pool ends all', () => {
  stopper.stopItem(worker.asHandle, POSITION, worker.run(POSITION), 100, REASON);
  stopper.stopRecord(worker.asHandle, sent(), 100);
  stopper.clear();
  expect(vi.getTimerCount()).toBe(0);
});
