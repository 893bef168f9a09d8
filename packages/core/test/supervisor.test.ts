import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { InitializerError, PoolBrokenError } from '../src/errors.ts';
import { checkOptions, type PoolOptions } from '../src/pool-options.ts';
import { Supervisor, type SupervisorHooks } from '../src/supervisor.ts';
import { FunctionRegistry } from '../src/transport/function-registry.ts';
import type { WorkerHandle, WorkerListener, WorkerSettings } from '../src/worker-handle.ts';

/** A worker without a thread: the test says when it ends. */
class FakeHandle {
  static readonly all: FakeHandle[] = [];
  static refusal: Error | undefined;

  state = 'starting';
  cause: unknown;
  terminations = 0;
  hasRoomForRetire = true;
  readonly index: number;
  readonly #listener: WorkerListener;
  readonly transport = { sendRetire: (): boolean => this.hasRoomForRetire };

  constructor(index: number, _settings: WorkerSettings, _functions: FunctionRegistry, listener: WorkerListener) {
    if (FakeHandle.refusal !== undefined) throw FakeHandle.refusal;
    this.index = index;
    this.#listener = listener;
    FakeHandle.all.push(this);
  }

  terminate(): void {
    this.terminations += 1;
  }

  end(exitCode = 1): void {
    this.state = 'ended';
    this.#listener.exited(asHandle(this), exitCode);
  }
}

function asHandle(fake: FakeHandle): WorkerHandle {
  return fake as unknown as WorkerHandle;
}

vi.mock('../src/worker-handle.ts', () => ({
  get WorkerHandle() {
    return FakeHandle;
  },
}));

const hooks = {
  workerStarted: vi.fn<SupervisorHooks['workerStarted']>(),
  takeNews: vi.fn<SupervisorHooks['takeNews']>(),
  workerCondemned: vi.fn<SupervisorHooks['workerCondemned']>(),
  workerEnded: vi.fn<SupervisorHooks['workerEnded']>(),
  broke: vi.fn<SupervisorHooks['broke']>(),
};

function supervise(options: PoolOptions): Supervisor {
  const supervisor = new Supervisor(checkOptions(options), {} as WorkerSettings, new FunctionRegistry(), hooks);
  supervisor.startAll();
  return supervisor;
}

function makeReady(supervisor: Supervisor, fake: FakeHandle): void {
  supervisor.becameReady(asHandle(fake));
}

/** The error that the pool broke with. */
function reasonOfBreak(): Error {
  return hooks.broke.mock.calls[0]![0]();
}

async function isSettled(promise: Promise<void>): Promise<boolean> {
  let isDone = false;
  void promise.then(() => {
    isDone = true;
  });
  await vi.advanceTimersByTimeAsync(0);
  return isDone;
}

beforeEach(() => {
  vi.useFakeTimers();
  FakeHandle.all.length = 0;
  FakeHandle.refusal = undefined;
  hooks.workerEnded.mockReset();
  hooks.takeNews.mockReset();
  for (const hook of Object.values(hooks)) hook.mockClear();
});

afterEach(() => {
  vi.useRealTimers();
});

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

describe('a worker that ends', () => {
  it('is replaced at its index after its results were taken', () => {
    const supervisor = supervise({ workers: 2 });
    makeReady(supervisor, FakeHandle.all[1]!);
    hooks.workerEnded.mockImplementation((handle) => {
      expect(supervisor.workers[handle.index]).toBeUndefined();
      expect(FakeHandle.all).toHaveLength(2);
    });
    FakeHandle.all[1]!.end(7);
    expect(hooks.workerEnded).toHaveBeenCalledExactlyOnceWith(FakeHandle.all[1], 7);
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

describe('a thread that cannot be had', () => {
  it('breaks the pool when there is no other', () => {
    FakeHandle.refusal = new Error('no descriptors');
    supervise({ workers: 2 });
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
    expect(hooks.broke).toHaveBeenCalledTimes(1);
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
    vi.advanceTimersByTime(500);
    expect(FakeHandle.all[0]!.terminations).toBe(1);
    expect(await isSettled(ended)).toBe(false);
    vi.advanceTimersByTime(500);
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
    vi.advanceTimersByTime(500);
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

it('ends a condemned worker, which gets no more work, and keeps the first reason', () => {
  const supervisor = supervise({ workers: 1 });
  supervisor.condemn(asHandle(FakeHandle.all[0]!), new Error('damaged'));
  supervisor.condemn(asHandle(FakeHandle.all[0]!), new Error('still damaged'));
  expect(FakeHandle.all[0]!.cause).toMatchObject({ message: 'damaged' });
  expect(FakeHandle.all[0]!.terminations).toBeGreaterThan(0);
  expect(hooks.workerCondemned).toHaveBeenCalledWith(FakeHandle.all[0]);
});
