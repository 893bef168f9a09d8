import { vi } from 'vitest';
import { checkOptions, type PoolOptions } from '../src/pool-options.ts';
import { Supervisor, type SupervisorHooks } from '../src/supervisor.ts';
import { FunctionRegistry } from '../src/transport/function-registry.ts';
import type { WorkerHandle, WorkerListener, WorkerSettings } from '../src/worker-handle.ts';

/** What was done with workers, where the order counts. */
export const order: string[] = [];

/** A worker without a thread: the test says when it ends. */
export class FakeHandle {
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

export function asHandle(fake: FakeHandle): WorkerHandle {
  return fake as unknown as WorkerHandle;
}

export const hooks = {
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

export function supervise(options: PoolOptions): Supervisor {
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
export function pass(millis: number): void {
  for (const step of [millis, 1, 1]) vi.advanceTimersByTime(step);
}

export function makeReady(supervisor: Supervisor, fake: FakeHandle): void {
  supervisor.becameReady(asHandle(fake));
}

/** The error that the pool broke with. */
export function reasonOfBreak(): Error {
  return hooks.broke.mock.calls[0]![0]();
}

export async function isSettled(promise: Promise<void>): Promise<boolean> {
  let isDone = false;
  void promise.then(() => {
    isDone = true;
  });
  await vi.advanceTimersByTimeAsync(0);
  return isDone;
}

/** Forgets the workers, the timers and the calls of the test before. */
export function startAfresh(): void {
  vi.clearAllTimers();
  FakeHandle.all.length = 0;
  FakeHandle.refusal = undefined;
  order.length = 0;
  for (const hook of Object.values(hooks)) hook.mockReset();
}
