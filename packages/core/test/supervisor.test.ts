import { beforeEach, describe, expect, it, vi } from 'vitest';
import { InitializerError, PoolBrokenError } from '../src/errors.ts';
import { checkOptions, type PoolOptions } from '../src/pool-options.ts';
import { Supervisor, type SupervisorHooks } from '../src/supervisor.ts';
import { FunctionRegistry } from '../src/transport/function-registry.ts';
import type { WorkerHandle, WorkerListener, WorkerSettings } from '../src/worker-handle.ts';

// Before the modules under test take hold of the clock.
vi.hoisted(() => {
  vi.useFakeTimers();
});

/** What was done with workers, where the order counts. */
const order: string[] = [];

/** A worker without a thread: the test says when it ends. */
class FakeHandle {
  static readonly all: FakeHandle[] = [];
  static refusal: Error | undefined;

  state = 'starting';
  cause: unknown;
  wasReady = false;
  isDamaged = false;
  isGivenUp = false;
  endedWith: number | undefined;
  isTerminating = false;
  hasRetired = false;
  terminations = 0;
  hasRoomForRetire = true;
  readonly index: number;
  readonly holder: number;
  readonly control: { exitCode: number | undefined } = { exitCode: undefined };
  readonly #listener: WorkerListener;
  readonly transport = {
    sendRetire: (): boolean => {
      if (this.hasRoomForRetire) order.push('asked to retire');
      return this.hasRoomForRetire;
    },
  };

  constructor(index: number, _settings: WorkerSettings, _functions: FunctionRegistry, listener: WorkerListener) {
    if (FakeHandle.refusal !== undefined) throw FakeHandle.refusal;
    this.index = index;
    this.holder = index;
    this.#listener = listener;
    FakeHandle.all.push(this);
  }

  terminate(): void {
    this.isTerminating = true;
    this.terminations += 1;
  }

  noticeEnd(): void {
    if (this.control.exitCode !== undefined) this.end(this.control.exitCode);
  }

  fail(error: unknown): void {
    this.cause ??= error;
    this.#listener.failed(asHandle(this), error);
  }

  end(exitCode = 1): void {
    if (this.state === 'ended') return;
    this.endedWith = exitCode;
    this.hasRetired = this.state === 'retiring' && exitCode === 0;
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
  zombie: vi.fn<SupervisorHooks['zombie']>(),
  workerLeft: vi.fn<SupervisorHooks['workerLeft']>(),
  lateEnd: vi.fn<SupervisorHooks['lateEnd']>(),
  workerFailed: vi.fn<SupervisorHooks['workerFailed']>(),
  broke: vi.fn<SupervisorHooks['broke']>(),
};

function supervise(options: PoolOptions): Supervisor {
  const supervisor = new Supervisor(
    checkOptions(options),
    { boot: { module: 'file:///kernels.js' } } as unknown as WorkerSettings,
    new FunctionRegistry(),
    hooks,
  );
  supervisor.startAll();
  return supervisor;
}

/** Time goes by, and the event loop turns so that all is heard that has happened by then. */
function pass(millis: number): void {
  for (const step of [millis, 1, 1]) vi.advanceTimersByTime(step);
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
  vi.clearAllTimers();
  FakeHandle.all.length = 0;
  FakeHandle.refusal = undefined;
  order.length = 0;
  for (const hook of Object.values(hooks)) hook.mockReset();
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
