import { beforeEach, describe, expect, it, vi } from 'vitest';
import { PoolBrokenError } from '../src/errors.ts';
import {
  FakeHandle,
  asHandle,
  hooks,
  makeReady,
  pass,
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

it('ends a condemned worker, which gets no more work, and keeps the first reason', () => {
  const supervisor = supervise({ workers: 1 });
  supervisor.condemn(asHandle(FakeHandle.all[0]!), new Error('damaged'));
  supervisor.condemn(asHandle(FakeHandle.all[0]!), new Error('still damaged'));
  expect(FakeHandle.all[0]!.cause).toMatchObject({ message: 'damaged' });
  expect(FakeHandle.all[0]!.terminations).toBeGreaterThan(0);
  expect(hooks.workerCondemned).toHaveBeenCalledWith(FakeHandle.all[0]);
});

describe('a condemned worker', () => {
  it('is replaced when it is gone', () => {
    const supervisor = supervise({ workers: 1 });
    makeReady(supervisor, FakeHandle.all[0]!);
    supervisor.condemn(asHandle(FakeHandle.all[0]!), undefined);
    expect(FakeHandle.all).toHaveLength(1);
    FakeHandle.all[0]!.end();
    expect(supervisor.workers[0]).toBe(FakeHandle.all[1]);
  });

  it('has what it has not begun taken back before it is ended', () => {
    const supervisor = supervise({ workers: 1 });
    hooks.workerCondemned.mockImplementation(() => {
      expect(FakeHandle.all[0]!.terminations).toBe(0);
    });
    supervisor.condemn(asHandle(FakeHandle.all[0]!), undefined);
    expect(hooks.workerCondemned).toHaveBeenCalledTimes(1);
    expect(FakeHandle.all[0]!.terminations).toBe(1);
  });

  it('is none that has ended', () => {
    const supervisor = supervise({ workers: 1 });
    makeReady(supervisor, FakeHandle.all[0]!);
    FakeHandle.all[0]!.end();
    supervisor.condemn(asHandle(FakeHandle.all[0]!), new Error('late'));
    expect(FakeHandle.all[0]!.terminations).toBe(0);
    expect(hooks.workerCondemned).not.toHaveBeenCalled();
  });

  it('is given up when it does not end in time: its place is another’s', () => {
    const supervisor = supervise({ workers: 2, terminateTimeoutMs: 500 });
    for (const fake of FakeHandle.all) makeReady(supervisor, fake);
    supervisor.condemn(asHandle(FakeHandle.all[0]!), undefined);
    hooks.workerEnded.mockImplementation((handle) => expect(handle.isGivenUp).toBe(true));
    pass(500);
    expect(hooks.workerEnded).toHaveBeenCalledExactlyOnceWith(FakeHandle.all[0], -1, false);
    expect(supervisor.workers[0]).toBe(FakeHandle.all[2]);
    expect([supervisor.zombies, supervisor.restarts]).toEqual([1, 1]);
    expect(hooks.zombie).toHaveBeenCalledExactlyOnceWith(FakeHandle.all[0]);
    expect(hooks.broke).not.toHaveBeenCalled();
  });

  it('is not given up when news of its end has come, and only waits for its turn', () => {
    const supervisor = supervise({ workers: 1, terminateTimeoutMs: 500 });
    const fake = FakeHandle.all[0]!;
    makeReady(supervisor, fake);
    setTimeout(() => setImmediate(() => fake.end()), 500);
    supervisor.condemn(asHandle(fake), undefined);
    vi.advanceTimersByTime(600);
    expect([supervisor.zombies, hooks.broke.mock.calls.length]).toEqual([0, 0]);
  });

  it('does no harm when it ends after it was given up', () => {
    const supervisor = supervise({ workers: 2, terminateTimeoutMs: 500 });
    for (const fake of FakeHandle.all) makeReady(supervisor, fake);
    supervisor.condemn(asHandle(FakeHandle.all[0]!), undefined);
    pass(500);
    FakeHandle.all[0]!.end(5);
    expect(supervisor.workers[0]).toBe(FakeHandle.all[2]);
    expect(hooks.workerEnded).toHaveBeenCalledTimes(1);
    expect(hooks.lateEnd).toHaveBeenCalledExactlyOnceWith(FakeHandle.all[0], 5);
  });

  it('breaks the pool when there are as many that cannot be stopped as workers', () => {
    const supervisor = supervise({ workers: 2, terminateTimeoutMs: 500 });
    for (const fake of [...FakeHandle.all]) {
      makeReady(supervisor, fake);
      supervisor.condemn(asHandle(fake), new Error('over its time'));
    }
    pass(500);
    expect(hooks.broke).toHaveBeenCalledTimes(1);
    expect(reasonOfBreak()).toBeInstanceOf(PoolBrokenError);
    expect(reasonOfBreak()).toMatchObject({ cause: { message: 'over its time' } });
    expect(reasonOfBreak()).not.toBe(reasonOfBreak());
  });

  it('breaks nothing when those before it ended in the end', () => {
    const supervisor = supervise({ workers: 1, terminateTimeoutMs: 500 });
    for (let life = 0; life < 1; life += 1) {
      const fake = FakeHandle.all.at(-1)!;
      makeReady(supervisor, fake);
      supervisor.condemn(asHandle(fake), undefined);
      fake.end();
    }
    vi.advanceTimersByTime(5000);
    expect(hooks.broke).not.toHaveBeenCalled();
    expect(supervisor.zombies).toBe(0);
  });
});
