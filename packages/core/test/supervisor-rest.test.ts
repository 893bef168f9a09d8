import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Supervisor } from '../src/supervisor.ts';
import { FakeHandle, asHandle, hooks, makeReady, order, startAfresh, supervise } from './supervised-handles.ts';

// Before the modules under test take hold of the clock.
vi.hoisted(() => {
  vi.useFakeTimers();
});

vi.mock('../src/worker-handle.ts', () => ({
  get WorkerHandle() {
    return FakeHandle;
  },
}));

beforeEach(startAfresh);

describe('a worker that is put to rest', () => {
  function withOneAtRest(): Supervisor {
    const supervisor = supervise({ workers: 3, minWorkers: 0 });
    for (const fake of [...FakeHandle.all]) makeReady(supervisor, fake);
    supervisor.putToRest(asHandle(FakeHandle.all[2]!));
    return supervisor;
  }

  it('is not replaced, and not missed', () => {
    const supervisor = withOneAtRest();
    expect(supervisor.wanted).toBe(2);
    FakeHandle.all[2]!.end(0);
    expect(supervisor.workers[2]).toBeUndefined();
    expect(supervisor.allReady).toBe(true);
    expect(FakeHandle.all).toHaveLength(3);
  });

  it('gets no more work, and is ended when it cannot be asked', () => {
    const supervisor = supervise({ workers: 1, minWorkers: 0 });
    const fake = FakeHandle.all[0]!;
    makeReady(supervisor, fake);
    fake.hasRoomForRetire = false;
    supervisor.putToRest(asHandle(fake));
    expect([fake.terminations, supervisor.wanted]).toEqual([1, 0]);
    expect(hooks.workerCondemned).toHaveBeenCalledWith(fake);
  });

  it('is started again when it is needed', () => {
    const supervisor = withOneAtRest();
    FakeHandle.all[2]!.end(0);
    supervisor.grow(5);
    expect(supervisor.wanted).toBe(3);
    expect(supervisor.workers[2]).toBe(FakeHandle.all[3]);
    supervisor.grow(5);
    expect(FakeHandle.all).toHaveLength(4);
  });

  it('is not started again when the pool ends', () => {
    const supervisor = withOneAtRest();
    FakeHandle.all[2]!.end(0);
    void supervisor.endAll('terminate');
    supervisor.grow(1);
    expect(FakeHandle.all).toHaveLength(3);
  });

  it('is started as many times as is asked for', () => {
    const supervisor = supervise({ workers: 3, minWorkers: 0 });
    for (const fake of [...FakeHandle.all]) {
      makeReady(supervisor, fake);
      supervisor.putToRest(asHandle(fake));
      fake.end(0);
    }
    supervisor.grow(2);
    expect(supervisor.workers.filter((handle) => handle !== undefined)).toHaveLength(2);
    expect(supervisor.wanted).toBe(2);
  });

  it('is asked to retire after what it has not begun was taken back', () => {
    hooks.workerCondemned.mockImplementation(() => void order.push('taken back'));
    withOneAtRest();
    expect(order).toEqual(['taken back', 'asked to retire']);
  });

  it('has its place to itself until it is gone, though it is needed again before', () => {
    const supervisor = withOneAtRest();
    supervisor.grow(1);
    expect(supervisor.workers[2]).toBe(FakeHandle.all[2]);
    FakeHandle.all[2]!.end(0);
    expect(supervisor.workers[2]).toBe(FakeHandle.all[3]);
    expect(FakeHandle.all).toHaveLength(4);
  });

  it('is started once, though a worker that starts asks for more', () => {
    const supervisor = supervise({ workers: 3, minWorkers: 0 });
    for (const fake of [...FakeHandle.all]) {
      makeReady(supervisor, fake);
      supervisor.putToRest(asHandle(fake));
      fake.end(0);
    }
    hooks.workerStarted.mockReset();
    hooks.workerStarted.mockImplementationOnce(() => supervisor.grow(1));
    supervisor.grow(3);
    expect(FakeHandle.all.slice(3).map(({ index }) => index)).toEqual([0, 1, 2]);
  });
});
