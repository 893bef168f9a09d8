import { beforeEach, describe, expect, it, vi } from 'vitest';
import { InitializerError } from '../src/errors.ts';
import {
  FakeHandle,
  asHandle,
  hooks,
  makeReady,
  order,
  reasonOfBreak,
  startAfresh,
  supervise,
} from './supervised-handles.ts';

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

describe('a worker that ends', () => {
  it('is replaced at its index after its results were taken', () => {
    const supervisor = supervise({ workers: 2 });
    makeReady(supervisor, FakeHandle.all[1]!);
    hooks.workerEnded.mockImplementation((handle) => {
      expect(supervisor.workers[handle.index]).toBeUndefined();
      expect(FakeHandle.all).toHaveLength(2);
    });
    FakeHandle.all[1]!.end(7);
    expect(hooks.workerEnded).toHaveBeenCalledExactlyOnceWith(FakeHandle.all[1], 7, false);
    expect(supervisor.workers[1]).toBe(FakeHandle.all[2]);
    expect(supervisor.restarts).toBe(1);
  });

  it('never breaks the pool when it was ready', () => {
    const supervisor = supervise({ workers: 1, restartLimit: { restarts: 0, withinMs: 1000 } });
    for (let life = 0; life < 20; life += 1) {
      makeReady(supervisor, FakeHandle.all.at(-1)!);
      FakeHandle.all.at(-1)!.end();
    }
    expect(hooks.broke).not.toHaveBeenCalled();
    expect(supervisor.restarts).toBe(20);
  });

  it('counts as ready when that is among what it left in its ring', () => {
    const supervisor = supervise({ workers: 1, restartLimit: { restarts: 0, withinMs: 1000 } });
    hooks.workerEnded.mockImplementation((handle) => supervisor.becameReady(handle));
    FakeHandle.all[0]!.end();
    expect(hooks.broke).not.toHaveBeenCalled();
    expect(FakeHandle.all).toHaveLength(2);
  });

  it('breaks the pool when it is one failed start too many, with the first reason', () => {
    supervise({ workers: 1, restartLimit: { restarts: 2, withinMs: 1000 } });
    for (const reason of ['first', 'second', 'third']) {
      expect(hooks.broke).not.toHaveBeenCalled();
      FakeHandle.all.at(-1)!.cause = new Error(reason);
      FakeHandle.all.at(-1)!.end();
    }
    expect(reasonOfBreak()).toBeInstanceOf(InitializerError);
    expect(reasonOfBreak()).toMatchObject({
      message: expect.stringContaining('first') as string,
      cause: { message: 'first' },
    });
    expect(reasonOfBreak()).not.toBe(reasonOfBreak());
    expect(FakeHandle.all).toHaveLength(3);
  });

  it('breaks nothing when failed starts are further apart than the limit counts', () => {
    supervise({ workers: 1, restartLimit: { restarts: 1, withinMs: 1000 } });
    for (let life = 0; life < 10; life += 1) {
      vi.advanceTimersByTime(1001);
      FakeHandle.all.at(-1)!.end();
    }
    expect(hooks.broke).not.toHaveBeenCalled();
  });

  it('tells its exit code as the cause when it left no other', () => {
    supervise({ workers: 1, restartLimit: { restarts: 0, withinMs: 1000 } });
    FakeHandle.all[0]!.end(13);
    expect(reasonOfBreak()).toMatchObject({ cause: { message: expect.stringContaining('code 13') as string } });
  });
});

describe('an exception outside of any task', () => {
  it('is told of a worker that was ready', () => {
    const supervisor = supervise({ workers: 1 });
    makeReady(supervisor, FakeHandle.all[0]!);
    FakeHandle.all[0]!.fail(new Error('a timer blew up'));
    expect(hooks.workerFailed).toHaveBeenCalledExactlyOnceWith(FakeHandle.all[0], new Error('a timer blew up'));
  });

  it('is the reason of a failed start of one that was not', () => {
    supervise({ workers: 1, restartLimit: { restarts: 0, withinMs: 1000 } });
    FakeHandle.all[0]!.fail(new Error('no such module'));
    FakeHandle.all[0]!.end();
    expect(hooks.workerFailed).not.toHaveBeenCalled();
    expect(reasonOfBreak()).toMatchObject({ cause: { message: 'no such module' } });
  });
});

describe('a worker that retires by itself', () => {
  it('is no ready worker any more, and is replaced when it is gone', () => {
    const supervisor = supervise({ workers: 1 });
    makeReady(supervisor, FakeHandle.all[0]!);
    supervisor.isRetiring(asHandle(FakeHandle.all[0]!));
    expect(supervisor.allReady).toBe(false);
    FakeHandle.all[0]!.end(0);
    expect(FakeHandle.all[0]!.hasRetired).toBe(true);
    expect(supervisor.workers[0]).toBe(FakeHandle.all[1]);
  });

  it('is ended when that takes too long', () => {
    const supervisor = supervise({ workers: 1, terminateTimeoutMs: 500 });
    makeReady(supervisor, FakeHandle.all[0]!);
    supervisor.isRetiring(asHandle(FakeHandle.all[0]!));
    vi.advanceTimersByTime(499);
    expect(FakeHandle.all[0]!.terminations).toBe(0);
    vi.advanceTimersByTime(1);
    expect(FakeHandle.all[0]!.terminations).toBe(1);
  });

  it('is not asked to when the pool ends, but waited for', async () => {
    const supervisor = supervise({ workers: 1 });
    makeReady(supervisor, FakeHandle.all[0]!);
    supervisor.isRetiring(asHandle(FakeHandle.all[0]!));
    const ended = supervisor.endAll('retire');
    expect([order, FakeHandle.all[0]!.terminations]).toEqual([[], 0]);
    FakeHandle.all[0]!.end(0);
    await expect(ended).resolves.toBeUndefined();
  });

  it('has retired, though that lies unread in its ring when it is gone', () => {
    const supervisor = supervise({ workers: 1 });
    makeReady(supervisor, FakeHandle.all[0]!);
    hooks.workerEnded.mockImplementation((handle) => supervisor.isRetiring(handle));
    FakeHandle.all[0]!.end(0);
    expect(FakeHandle.all[0]!.hasRetired).toBe(true);
  });
});
