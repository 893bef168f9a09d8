import { beforeEach, describe, expect, it, vi } from 'vitest';
import { PoolBrokenError } from '../src/errors.ts';
import { FakeHandle, hooks, makeReady, reasonOfBreak, startAfresh, supervise } from './supervised-handles.ts';

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

describe('the start', () => {
  it('makes a worker for every index', () => {
    const supervisor = supervise({ workers: 3 });
    expect(supervisor.workers.map((handle) => handle?.index)).toEqual([0, 1, 2]);
    expect(hooks.workerStarted).toHaveBeenCalledTimes(3);
  });

  it('is over when every worker has said so', () => {
    const supervisor = supervise({ workers: 2 });
    makeReady(supervisor, FakeHandle.all[0]!);
    expect(supervisor.allReady).toBe(false);
    makeReady(supervisor, FakeHandle.all[1]!);
    expect(supervisor.allReady).toBe(true);
  });

  it('ends a worker that is not ready in time, and says so in its error', () => {
    const supervisor = supervise({ workers: 1, startTimeoutMs: 200, restartLimit: { restarts: 0, withinMs: 1000 } });
    vi.advanceTimersByTime(199);
    expect(FakeHandle.all[0]!.terminations).toBe(0);
    vi.advanceTimersByTime(1);
    expect(FakeHandle.all[0]!.terminations).toBe(1);
    FakeHandle.all[0]!.end();
    expect(reasonOfBreak()).toMatchObject({ cause: { message: expect.stringContaining('within 200 ms') as string } });
    expect(supervisor.restarts).toBe(0);
  });

  it('leaves a worker alone whose report that it is ready lies unread in its ring', () => {
    const supervisor = supervise({ workers: 1, startTimeoutMs: 200 });
    hooks.takeNews.mockImplementation((handle) => supervisor.becameReady(handle));
    vi.advanceTimersByTime(1000);
    expect(FakeHandle.all[0]!.terminations).toBe(0);
    expect(supervisor.allReady).toBe(true);
  });

  it('has no limit when startTimeoutMs is Infinity', () => {
    supervise({ workers: 1, startTimeoutMs: Infinity });
    vi.advanceTimersByTime(2 ** 31 - 2);
    expect(FakeHandle.all[0]!.terminations).toBe(0);
  });

  it('does not watch a worker that is ready', () => {
    const supervisor = supervise({ workers: 1, startTimeoutMs: 200 });
    makeReady(supervisor, FakeHandle.all[0]!);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('a thread that cannot be had', () => {
  it('breaks the pool when there is no other, and one alone cannot be had a little later', () => {
    FakeHandle.refusal = new Error('no descriptors');
    supervise({ workers: 2 });
    expect(hooks.broke).not.toHaveBeenCalled();
    vi.advanceTimersByTime(100);
    expect(hooks.broke).toHaveBeenCalledTimes(1);
    expect(reasonOfBreak()).toBeInstanceOf(PoolBrokenError);
    expect(reasonOfBreak()).toMatchObject({ cause: FakeHandle.refusal });
  });

  it.each([
    Object.assign(new Error('no such flag'), { code: 'ERR_WORKER_INVALID_EXEC_ARGV' }),
    Object.assign(new TypeError('no array'), { code: 'ERR_INVALID_ARG_TYPE' }),
    new DOMException('a function could not be cloned', 'DataCloneError'),
  ])('is an error of the caller when Node refuses the options: %s', (refusal) => {
    FakeHandle.refusal = refusal;
    expect(() => supervise({ workers: 2 })).toThrow(TypeError);
    expect(() => supervise({ workers: 2 })).toThrow(refusal.message);
    expect(hooks.broke).not.toHaveBeenCalled();
  });

  it('is no error of the caller once the same options gave one', () => {
    makeReady(supervise({ workers: 1 }), FakeHandle.all[0]!);
    FakeHandle.refusal = Object.assign(new Error('flag'), { code: 'ERR_WORKER_INVALID_EXEC_ARGV' });
    FakeHandle.all[0]!.end();
    vi.advanceTimersByTime(100);
    expect(hooks.broke).toHaveBeenCalledTimes(1);
  });

  it('is had alone where several took it from each other; the others are asked for when that one is ready', () => {
    FakeHandle.refusal = new Error('no descriptors');
    const supervisor = supervise({ workers: 3 });
    FakeHandle.refusal = undefined;
    vi.advanceTimersByTime(100);
    expect(FakeHandle.all.map(({ index }) => index)).toEqual([0]);
    vi.advanceTimersByTime(5000);
    expect(FakeHandle.all).toHaveLength(1);
    makeReady(supervisor, FakeHandle.all[0]!);
    vi.advanceTimersByTime(1000);
    expect(FakeHandle.all.map(({ index }) => index)).toEqual([0, 1, 2]);
    expect(hooks.broke).not.toHaveBeenCalled();
  });

  it('is asked for again, ever more rarely, while others run', () => {
    const supervisor = supervise({ workers: 2 });
    for (const fake of FakeHandle.all) makeReady(supervisor, fake);
    FakeHandle.refusal = new Error('no thread');
    FakeHandle.all[1]!.end();
    expect(hooks.broke).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1000);
    expect(supervisor.workers[1]).toBeUndefined();
    FakeHandle.refusal = undefined;
    vi.advanceTimersByTime(1000);
    expect(supervisor.workers[1]?.index).toBe(1);
    expect(vi.getTimerCount()).toBe(1);
  });

  it('is not asked for again when the pool has ended', async () => {
    const supervisor = supervise({ workers: 2 });
    FakeHandle.refusal = new Error('no thread');
    makeReady(supervisor, FakeHandle.all[1]!);
    FakeHandle.all[1]!.end();
    const ended = supervisor.endAll('terminate');
    FakeHandle.all[0]!.end();
    await ended;
    FakeHandle.refusal = undefined;
    vi.advanceTimersByTime(60_000);
    expect(FakeHandle.all).toHaveLength(2);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('a start that fails for want of a descriptor', () => {
  it('is no failed start: it is tried again later, while others run', () => {
    const supervisor = supervise({ workers: 2, restartLimit: { restarts: 0, withinMs: 1000 } });
    makeReady(supervisor, FakeHandle.all[0]!);
    FakeHandle.all[1]!.fail(Object.assign(new Error('too many files'), { code: 'EMFILE' }));
    FakeHandle.all[1]!.end();
    expect(hooks.broke).not.toHaveBeenCalled();
    expect(supervisor.workers[1]).toBeUndefined();
    vi.advanceTimersByTime(100);
    expect(supervisor.workers[1]).toBe(FakeHandle.all[2]);
  });
});
