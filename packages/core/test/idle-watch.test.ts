import { beforeEach, describe, expect, it, vi } from 'vitest';
import { IdleWatch } from '../src/idle-watch.ts';
import { Scheduler } from '../src/scheduler.ts';
import type { WorkerHandle } from '../src/worker-handle.ts';
import { FakeHandle } from './fake-handle.ts';

// Before the modules under test take hold of the clock.
vi.hoisted(() => {
  vi.useFakeTimers();
});

let fakes: FakeHandle[];
let scheduler: Scheduler;
let minWorkers: number;
let atRest: number[];
let workers: (WorkerHandle | undefined)[];

beforeEach(() => {
  vi.clearAllTimers();
  fakes = [0, 1, 2].map((index) => new FakeHandle(index));
  workers = fakes.map((fake) => fake.asHandle);
  scheduler = new Scheduler(3);
  for (const { index } of fakes) {
    scheduler.workerAdded(index);
    scheduler.workerReady(index);
  }
  minWorkers = 0;
  atRest = [];
});

function watch(idleTimeoutMs: number): IdleWatch {
  return new IdleWatch({
    idleTimeoutMs,
    scheduler,
    workers,
    hasSpare: () => 3 - atRest.length > minWorkers,
    putToRest: (handle) => {
      atRest.push(handle.index);
      handle.state = 'retiring';
    },
  });
}

describe('a worker that has nothing to do', () => {
  it('is put to rest after a while, but not before', () => {
    watch(100).becameIdle(fakes[2]!.asHandle);
    for (const { index } of fakes.slice(0, 2)) scheduler.dispatched(index, index, 0, 1);
    vi.advanceTimersByTime(99);
    expect(atRest).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(atRest).toEqual([2]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('is put to rest by its own time', () => {
    const idle = watch(100);
    for (const { index } of fakes) scheduler.dispatched(index, index, 0, 1);
    for (const fake of fakes) {
      scheduler.finished(fake.index, fake.index);
      idle.becameIdle(fake.asHandle);
      vi.advanceTimersByTime(30);
    }
    vi.advanceTimersByTime(10);
    expect(atRest).toEqual([0]);
    vi.advanceTimersByTime(30);
    expect(atRest).toEqual([0, 1]);
    vi.advanceTimersByTime(30);
    expect(atRest).toEqual([0, 1, 2]);
  });

  it('stays where as many are to stay: those with low indices', () => {
    minWorkers = 1;
    const idle = watch(100);
    for (const fake of fakes) idle.becameIdle(fake.asHandle);
    vi.advanceTimersByTime(1000);
    expect(atRest).toEqual([2, 1]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('stays when it got work in time, and has its whole time again afterwards', () => {
    const idle = watch(100);
    for (const { index } of fakes.slice(1)) scheduler.dispatched(index, index, 0, 1);
    idle.becameIdle(fakes[0]!.asHandle);
    vi.advanceTimersByTime(90);
    scheduler.dispatched(0, 0, 0, 1);
    vi.advanceTimersByTime(100);
    expect(atRest).toEqual([]);
    scheduler.finished(0, 0);
    idle.becameIdle(fakes[0]!.asHandle);
    vi.advanceTimersByTime(99);
    expect(atRest).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(atRest).toEqual([0]);
  });

  it.each(['starting', 'retiring', 'ended'] as const)('is not one that is %s', (state) => {
    const idle = watch(100);
    for (const fake of fakes) {
      idle.becameIdle(fake.asHandle);
      fake.state = state;
    }
    vi.advanceTimersByTime(1000);
    expect(atRest).toEqual([]);
  });

  it('may be gone', () => {
    const idle = watch(100);
    idle.becameIdle(undefined);
    expect(vi.getTimerCount()).toBe(0);
    idle.becameIdle(fakes[0]!.asHandle);
    workers.fill(undefined);
    vi.advanceTimersByTime(100);
    expect(atRest).toEqual([]);
  });

  it('is never put to rest where that is not asked for: no timer runs', () => {
    watch(Infinity).becameIdle(fakes[0]!.asHandle);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('is not put to rest at once when its time is beyond the longest timer', () => {
    watch(2 ** 40).becameIdle(fakes[0]!.asHandle);
    vi.advanceTimersByTime(60_000);
    expect(atRest).toEqual([]);
  });
});

it('looks no more when it was stopped', () => {
  const idle = watch(100);
  idle.becameIdle(fakes[0]!.asHandle);
  idle.stop();
  expect(vi.getTimerCount()).toBe(0);
});
