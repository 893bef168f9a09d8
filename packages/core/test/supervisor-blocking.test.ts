import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Supervisor } from '../src/supervisor.ts';
import { FakeHandle, asHandle, hooks, makeReady, pass, startAfresh, supervise } from './supervised-handles.ts';

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

describe('for a thread that blocks', () => {
  it('the time to the next limit is known', () => {
    const supervisor = supervise({ workers: 1, startTimeoutMs: 200 });
    expect(supervisor.nextLimitInMs).toBe(200);
    vi.advanceTimersByTime(150);
    supervisor.checkLimits();
    expect(FakeHandle.all[0]!.terminations).toBe(0);
    expect(supervisor.nextLimitInMs).toBe(50);
    makeReady(supervisor, FakeHandle.all[0]!);
    expect(supervisor.nextLimitInMs).toBe(Infinity);
  });

  it('the end of a thread is there once its exit hook has run', () => {
    const supervisor = supervise({ workers: 2 });
    makeReady(supervisor, FakeHandle.all[0]!);
    expect(supervisor.hasUnnoticedEnd).toBe(false);
    FakeHandle.all[0]!.control.exitCode = 3;
    expect(supervisor.hasUnnoticedEnd).toBe(true);
    supervisor.noticeEnds();
    expect(hooks.workerEnded).toHaveBeenCalledExactlyOnceWith(FakeHandle.all[0], 3, false);
    expect(supervisor.workers[0]).toBe(FakeHandle.all[2]);
    expect(supervisor.hasUnnoticedEnd).toBe(false);
  });
});

describe('a thread that blocks while a worker is to end', () => {
  function blockedUntilGivenUp(): Supervisor {
    const supervisor = supervise({ workers: 1, terminateTimeoutMs: 500 });
    makeReady(supervisor, FakeHandle.all[0]!);
    supervisor.beginBlocking();
    supervisor.condemn(asHandle(FakeHandle.all[0]!), undefined);
    vi.advanceTimersByTime(200);
    return supervisor;
  }

  it('gives its place to another soon, and takes nothing of it for a thread that cannot be stopped', () => {
    const supervisor = blockedUntilGivenUp();
    expect(supervisor.workers[0]).toBe(FakeHandle.all[1]);
    vi.advanceTimersByTime(5000);
    expect([supervisor.zombies, hooks.broke.mock.calls.length]).toEqual([0, 0]);
    supervisor.endBlocking();
    FakeHandle.all[0]!.end(1);
    expect(hooks.workerEnded).toHaveBeenCalledExactlyOnceWith(FakeHandle.all[0], 1, false);
    pass(5000);
    expect(supervisor.zombies).toBe(0);
  });

  it('has one that does not end afterwards count as what it is', () => {
    const supervisor = blockedUntilGivenUp();
    supervisor.endBlocking();
    pass(1000);
    expect(supervisor.zombies).toBe(1);
    expect(hooks.zombie).toHaveBeenCalledExactlyOnceWith(FakeHandle.all[0]);
  });

  it('lets one have its whole time that was to end while it blocked', () => {
    const supervisor = supervise({ workers: 1, terminateTimeoutMs: 500 });
    makeReady(supervisor, FakeHandle.all[0]!);
    supervisor.beginBlocking();
    supervisor.condemn(asHandle(FakeHandle.all[0]!), undefined);
    vi.advanceTimersByTime(100);
    supervisor.endBlocking();
    pass(400);
    expect(FakeHandle.all[0]!.isGivenUp).toBe(false);
    pass(100);
    expect(FakeHandle.all[0]!.isGivenUp).toBe(true);
  });

  // A fault: of one that was given up the timer still comes before the news.
  it('does not take one for a zombie whose end has come, and only waits for its turn', () => {
    const supervisor = blockedUntilGivenUp();
    supervisor.endBlocking();
    setTimeout(() => setImmediate(() => FakeHandle.all[0]!.end(1)), 500);
    pass(1000);
    expect(hooks.workerEnded).toHaveBeenCalledTimes(1);
    expect(supervisor.zombies).toBe(0);
  });
});
