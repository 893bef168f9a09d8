import { beforeEach, describe, expect, it, vi } from 'vitest';
import { FakeHandle, hooks, isSettled, makeReady, order, pass, startAfresh, supervise } from './supervised-handles.ts';

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

describe('the end', () => {
  it('terminates every worker at once and waits for them', async () => {
    const supervisor = supervise({ workers: 2 });
    makeReady(supervisor, FakeHandle.all[0]!);
    const ended = supervisor.endAll('terminate');
    expect(FakeHandle.all.map((fake) => fake.terminations)).toEqual([1, 1]);
    FakeHandle.all[0]!.end();
    expect(await isSettled(ended)).toBe(false);
    FakeHandle.all[1]!.end();
    expect(await isSettled(ended)).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('replaces nobody', async () => {
    const supervisor = supervise({ workers: 1 });
    const ended = supervisor.endAll('terminate');
    FakeHandle.all[0]!.end();
    await ended;
    expect(FakeHandle.all).toHaveLength(1);
  });

  it('asks ready workers to retire, and terminates those that are not, or have no room', () => {
    const supervisor = supervise({ workers: 3 });
    makeReady(supervisor, FakeHandle.all[0]!);
    makeReady(supervisor, FakeHandle.all[1]!);
    FakeHandle.all[1]!.hasRoomForRetire = false;
    void supervisor.endAll('retire');
    expect(FakeHandle.all.map((fake) => fake.terminations)).toEqual([0, 1, 1]);
    expect(FakeHandle.all[0]!.state).toBe('retiring');
  });

  it('terminates workers that do not retire in time, and then gives them up', async () => {
    const supervisor = supervise({ workers: 1, terminateTimeoutMs: 500 });
    makeReady(supervisor, FakeHandle.all[0]!);
    const ended = supervisor.endAll('retire');
    pass(500);
    expect(FakeHandle.all[0]!.terminations).toBe(1);
    expect(await isSettled(ended)).toBe(false);
    pass(500);
    expect(await isSettled(ended)).toBe(true);
    expect(supervisor.zombies).toBe(1);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('may be asked for again while it lasts', async () => {
    const supervisor = supervise({ workers: 1 });
    makeReady(supervisor, FakeHandle.all[0]!);
    const both = Promise.all([supervisor.endAll('retire'), supervisor.endAll('terminate')]);
    expect(FakeHandle.all[0]!.terminations).toBe(1);
    FakeHandle.all[0]!.end();
    await expect(both).resolves.toEqual([undefined, undefined]);
  });

  it('takes a zombie that ends after all for nothing', async () => {
    const supervisor = supervise({ workers: 1, terminateTimeoutMs: 500 });
    const ended = supervisor.endAll('terminate');
    pass(500);
    await ended;
    FakeHandle.all[0]!.end();
    expect(FakeHandle.all).toHaveLength(1);
    expect(hooks.workerEnded).toHaveBeenCalledTimes(1);
  });

  it('resolves at once when there is no worker', async () => {
    FakeHandle.refusal = new Error('no thread');
    const supervisor = supervise({ workers: 1 });
    await expect(supervisor.endAll('retire')).resolves.toBeUndefined();
  });
});

describe('an end that lets output flush', () => {
  it('asks ready workers to retire, and gives them little time', () => {
    const supervisor = supervise({ workers: 1, terminateTimeoutMs: 5000 });
    makeReady(supervisor, FakeHandle.all[0]!);
    void supervisor.endAll('flush');
    expect(order).toEqual(['asked to retire']);
    pass(500);
    expect(FakeHandle.all[0]!.terminations).toBe(1);
  });

  it('takes no longer than the pool’s own limit', () => {
    const supervisor = supervise({ workers: 1, terminateTimeoutMs: 100 });
    makeReady(supervisor, FakeHandle.all[0]!);
    void supervisor.endAll('flush');
    pass(100);
    expect(FakeHandle.all[0]!.terminations).toBe(1);
  });
});

it('tells those that end with the pool that they do', () => {
  const supervisor = supervise({ workers: 1 });
  void supervisor.endAll('terminate');
  FakeHandle.all[0]!.end(1);
  expect(hooks.workerEnded).toHaveBeenCalledExactlyOnceWith(FakeHandle.all[0], 1, true);
});
