import { RingCorruptError } from 'atomics-ring';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Backlog } from '../src/backlog.ts';
import { Encoder } from '../src/codec/encode.ts';
import { Crew, type CrewParts } from '../src/crew.ts';
import { WorkerLostError } from '../src/errors.ts';
import { JobTable } from '../src/job-table.ts';
import { ModuleSource } from '../src/module-source.ts';
import { checkOptions, type PoolOptions } from '../src/pool-options.ts';
import { TaskStatistics } from '../src/statistics.ts';
import { TargetedBacklog } from '../src/targeted-backlog.ts';
import { FunctionRegistry } from '../src/transport/function-registry.ts';
import { RESULT_HEADER_BYTES, ResultKind, writeResultHeader } from '../src/transport/result-record.ts';
import type { ResultVisitor } from '../src/transport/ring-transport.ts';
import { SharedRegistry } from '../src/transport/shared-registry.ts';
import { TASK_HEADER_BYTES, TaskKind, writeTaskHeader } from '../src/transport/task-record.ts';
import type { WorkerListener, WorkerSettings } from '../src/worker-handle.ts';
import { FakeHandle } from './fake-handle.ts';
import { FakeJob } from './fake-job.ts';

// Before the modules under test take hold of the clock.
vi.hoisted(() => {
  vi.useFakeTimers();
});

const encoder = new Encoder({ idOf: () => undefined });

/** What a worker writes: a kind, the slot it is for, and its data. */
type Written = readonly [kind: number, slot: number, ...values: unknown[]];

/** A worker without a thread: the test says what it writes, and when it ends. */
class FakeWorker extends FakeHandle {
  static readonly all: FakeWorker[] = [];

  wasReady = false;
  endedWith: number | undefined;
  /** What it has written and published, and what not. */
  readonly published: Written[] = [];
  readonly unpublished: Written[] = [];
  /** What reading its results throws. */
  readError: Error | undefined;
  readonly #listener: WorkerListener;

  constructor(index: number, _settings: WorkerSettings, _functions: FunctionRegistry, listener: WorkerListener) {
    super(index);
    this.state = 'starting';
    this.#listener = listener;
    Object.assign(this.transport, {
      drainResults: () => this.#read(this.published),
      salvageResults: () => void this.#read([...this.published.splice(0), ...this.unpublished.splice(0)]),
      hasResults: () => this.published.length > 0,
      copyTask: (slot: number) => {
        const payload = new Uint8Array(TASK_HEADER_BYTES);
        writeTaskHeader(new DataView(payload.buffer), 0, TaskKind.Map, 5, slot, 0);
        return payload;
      },
      sendRetire: () => true,
      forgetShared: () => {},
    });
    FakeWorker.all.push(this);
  }

  #read(written: Written[]): number {
    if (this.readError !== undefined) throw this.readError;
    const records = written.splice(0);
    for (const [kind, slot, ...values] of records) {
      const data = Buffer.concat(values.map((value) => encoder.encodeValueDetached(value, 'result')));
      const view = new DataView(new ArrayBuffer(RESULT_HEADER_BYTES + data.length));
      const bytes = new Uint8Array(view.buffer);
      writeResultHeader(view, 0, kind, slot, data.length, 0);
      bytes.set(data, RESULT_HEADER_BYTES);
      (this.transport as unknown as { onResult: ResultVisitor }).onResult(view, bytes, 0, view.byteLength);
    }
    return records.length;
  }

  terminate(): void {
    this.isTerminating = true;
  }

  end(exitCode: number): void {
    if (this.state === 'ended') return;
    this.endedWith = exitCode;
    this.hasRetired = this.state === 'retiring' && exitCode === 0;
    this.state = 'ended';
    this.#listener.exited(this.asHandle, exitCode);
  }
}

vi.mock('../src/worker-handle.ts', () => ({
  get WorkerHandle() {
    return FakeWorker;
  },
}));

const hooks = {
  dispatch: vi.fn<CrewParts['dispatch']>(),
  ready: vi.fn<CrewParts['ready']>(),
  recordsDone: vi.fn<CrewParts['recordsDone']>(),
  workerGone: vi.fn<CrewParts['workerGone']>(),
  broke: vi.fn<CrewParts['broke']>(),
  isDelivering: (): boolean => true,
  isRunning: (): boolean => true,
};

let told: string[];
let table: JobTable;
let backlog: Backlog;
let targeted: TargetedBacklog;
let statistics: TaskStatistics;
let job: FakeJob;
let crew: Crew;

beforeEach(() => {
  vi.clearAllTimers();
  FakeWorker.all.length = 0;
  for (const hook of Object.values(hooks)) if (vi.isMockFunction(hook)) hook.mockReset();
  told = [];
  job = new FakeJob();
  open({ workers: 2 });
});

function open(options: PoolOptions): void {
  FakeWorker.all.length = 0;
  table = new JobTable();
  backlog = new Backlog();
  targeted = new TargetedBacklog();
  statistics = new TaskStatistics();
  crew = new Crew({
    source: new ModuleSource('file:///kernels.js'),
    options: checkOptions(options),
    doorbell: new SharedArrayBuffer(4),
    table,
    backlog,
    targeted,
    statistics,
    functions: new FunctionRegistry(),
    shared: new SharedRegistry(() => {}),
    tell: (event, ..._args) => void told.push(event),
    ...hooks,
  });
  crew.scheduler.observe(0, 100);
  crew.supervisor.startAll();
  for (const worker of FakeWorker.all) worker.published.push([ResultKind.Ready, -1, ['square']]);
  crew.drainAll();
  told = [];
}

function workerAt(index: number): FakeWorker {
  return crew.workers[index] as unknown as FakeWorker;
}

/** A record that a worker has claimed. */
function claimed(worker: number, position: number, items = 1): number {
  const slot = table.add(job, 0, 0, items);
  table.assign(slot, worker, position);
  crew.scheduler.dispatched(worker, slot, 0, items);
  return slot;
}

describe('workers that start', () => {
  it('are told of when they are ready, with the functions of their module', () => {
    expect(hooks.ready.mock.calls).toEqual([[['square']], [['square']]]);
    expect(crew.workers.map((handle) => handle!.state)).toEqual(['ready', 'ready']);
    expect(crew.size).toBe(2);
  });

  it('get what waits before they are ready', () => {
    expect(hooks.dispatch).toHaveBeenCalledTimes(2);
    expect(crew.scheduler.takes(0)).toBe(true);
  });
});

describe('the end of a worker', () => {
  it('comes after what it left, published or not', () => {
    const slots = [claimed(0, 0), claimed(0, 64), claimed(0, 128)];
    const worker = workerAt(0);
    worker.started = 192;
    worker.published.push([ResultKind.Values, slots[0]!, 'published']);
    worker.unpublished.push([ResultKind.Values, slots[1]!, 'unpublished']);
    worker.end(3);
    expect(job.itemDone.mock.calls).toEqual([
      [0, 'published'],
      [0, 'unpublished'],
    ]);
    expect(job.errors).toEqual([expect.any(WorkerLostError)]);
    expect([table.open, statistics.done, statistics.lost]).toEqual([0, 2, 1]);
    expect(hooks.workerGone).toHaveBeenCalledTimes(1);
    expect(told).toEqual(['workerExit', 'workerLost']);
  });

  it('hands on what it had not started, and gives its place to another', () => {
    const slot = claimed(0, 64);
    const worker = workerAt(0);
    worker.started = 64;
    worker.end(1);
    expect(backlog.slots()).toEqual([slot]);
    expect(workerAt(0)).not.toBe(worker);
    expect(crew.scheduler.recordsOf(0)).toBe(0);
  });

  it('ends the reading of its ring where that is damaged, and nothing else', () => {
    const slot = claimed(0, 0);
    workerAt(0).started = 64;
    workerAt(0).readError = new RingCorruptError('broken');
    workerAt(0).end(1);
    expect(job.errors[0]).toMatchObject({ cause: { message: 'broken' } });
    expect(table.jobOf(slot)).toBeUndefined();
  });

  it('fails what only it was to run', () => {
    const slot = table.add(job, 0, 0, 1);
    table.setTarget(slot, 0);
    targeted.push(0, { slot, payload: new Uint8Array(0), needsIdleWorker: false });
    workerAt(0).end(1);
    expect(job.errors).toMatchObject([{ code: 'ERR_WORKER_LOST', attempts: 0 }]);
    expect([table.open, targeted.length, statistics.lost]).toEqual([0, 0, 1]);
  });

  it('hands on nothing of a record that was told to end', () => {
    const slot = claimed(0, 0, 5);
    workerAt(0).started = 64;
    crew.stopper.stopAfterItem(workerAt(0).asHandle, slot);
    workerAt(0).end(1);
    expect([backlog.length, table.open]).toEqual([0, 0]);
  });
});

describe('a worker that retires', () => {
  it('has what it will not run taken back at once, for others', () => {
    const slot = claimed(0, 0);
    workerAt(0).unclaimed.push({ slot, payload: new Uint8Array([1]) });
    workerAt(0).published.push([ResultKind.Retiring, -1, undefined]);
    hooks.dispatch.mockReset();
    crew.drainAll();
    expect(backlog.slots()).toEqual([slot]);
    expect(hooks.dispatch).toHaveBeenCalled();
    expect(crew.scheduler.takes(0)).toBe(false);
    expect(crew.reachable).toEqual([1]);
  });

  it.each(['read before its end', 'found after it'])('is no loss, with its report %s', (when) => {
    const worker = workerAt(0);
    worker.published.push([ResultKind.Retiring, -1, undefined]);
    if (when === 'read before its end') crew.drainAll();
    worker.end(0);
    expect(told).toEqual(['workerExit']);
  });

  it('leaves what only it was to run to the one in its place', () => {
    const slot = table.add(job, 0, 0, 1);
    table.setTarget(slot, 0);
    targeted.push(0, { slot, payload: new Uint8Array(0), needsIdleWorker: false });
    workerAt(0).published.push([ResultKind.Retiring, -1, undefined]);
    workerAt(0).end(0);
    expect(job.itemFailed).not.toHaveBeenCalled();
    expect(targeted.peek(0)!.slot).toBe(slot);
  });
});

describe('a worker that is given up', () => {
  beforeEach(() => {
    open({ workers: 3, terminateTimeoutMs: 100 });
  });

  it('has what it has published taken, and nothing else; the rest of what it holds is lost', () => {
    const [done, running, behind] = [claimed(0, 0), claimed(0, 64), claimed(0, 128)];
    const worker = workerAt(0);
    worker.started = 128;
    worker.published.push([ResultKind.Values, done, 'published']);
    worker.unpublished.push([ResultKind.Values, running, 'unpublished']);
    crew.supervisor.condemn(worker.asHandle, undefined);
    for (const millis of [100, 1, 1]) vi.advanceTimersByTime(millis);
    expect(job.itemDone.mock.calls).toEqual([[0, 'published']]);
    expect(job.itemFailed).toHaveBeenCalledTimes(2);
    expect([table.jobOf(behind), backlog.length]).toEqual([undefined, 0]);
    expect(told).toEqual(['workerLost', 'zombie']);
  });

  it('is told of when it ends after all', () => {
    const worker = workerAt(0);
    crew.supervisor.condemn(worker.asHandle, undefined);
    for (const millis of [100, 1, 1]) vi.advanceTimersByTime(millis);
    worker.end(1);
    expect(told).toEqual(['workerLost', 'zombie', 'workerExit']);
    expect(crew.size).toBe(3);
  });
});

describe('a worker whose ring is damaged', () => {
  it('is ended, and nothing more that it writes is believed', () => {
    const worker = workerAt(1);
    worker.readError = new RingCorruptError('broken');
    worker.published.push([ResultKind.Values, 5, 'nonsense']);
    expect(crew.drainAll()).toBe(0);
    expect([worker.isDamaged, worker.isTerminating]).toEqual([true, true]);
    expect(crew.drainAll()).toBe(0);
    expect(crew.hasResults()).toBe(false);
    expect(crew.reachable).toEqual([0]);
  });
});

describe('a record that is done', () => {
  it('gives its slot back, and its worker is free for another', () => {
    const slot = claimed(1, 0);
    crew.stopper.stopAfterItem(workerAt(1).asHandle, slot);
    workerAt(1).published.push([ResultKind.Values, slot, 'done']);
    hooks.recordsDone.mockReset();
    crew.drainAll();
    expect(hooks.recordsDone).toHaveBeenCalledTimes(1);
    expect([table.open, crew.scheduler.recordsOf(1)]).toEqual([0, 0]);
    expect([workerAt(1).cleared, crew.stopper.wasStopped(slot)]).toEqual([[0], false]);
  });

  it('may have been stopped: what it did not run is counted as failed', () => {
    const slot = claimed(1, 0, 5);
    crew.stopper.stopAfterItem(workerAt(1).asHandle, slot);
    workerAt(1).published.push([ResultKind.Values, slot, 'first'], [ResultKind.Stopped, slot]);
    crew.drainAll();
    expect([statistics.done, statistics.failed, table.open]).toEqual([1, 4, 0]);
  });
});

describe('records that are done', () => {
  beforeEach(() => hooks.recordsDone.mockReset());

  it('are told of once for all that is taken at a time, when all of them have given their slots back', () => {
    const slots = [0, 64, 128].map((position) => claimed(1, position));
    const openThen: number[] = [];
    hooks.recordsDone.mockImplementation(() => void openThen.push(table.open));
    workerAt(1).published.push(...slots.map((slot): Written => [ResultKind.Values, slot, 'done']));
    expect(crew.drain(workerAt(1).asHandle)).toBe(3);
    expect(openThen).toEqual([0]);
  });

  it('are not told of where nothing was to be taken', () => {
    claimed(1, 0);
    expect(crew.drainAll()).toBe(0);
    expect(hooks.recordsDone).not.toHaveBeenCalled();
  });

  it('are told of after the end of their worker, which they were lost with', () => {
    claimed(0, 0);
    const openThen: number[] = [];
    hooks.recordsDone.mockImplementation(() => void openThen.push(table.open));
    workerAt(0).started = 64;
    workerAt(0).end(1);
    expect(job.errors).toEqual([expect.any(WorkerLostError)]);
    expect(openThen).toEqual([0]);
  });
});

describe('for a thread that blocks', () => {
  it('the time to what is next is known', () => {
    expect(crew.nextTimerInMs).toBe(Infinity);
    const limited = new FakeJob({ timeoutMs: 50, graceMs: 0 });
    const slot = table.add(limited, 0, 0, 1);
    table.assign(slot, 0, 0);
    crew.assigned(slot, 0);
    expect(crew.nextTimerInMs).toBe(50);
  });

  it('what crowds a worker is looked at soon', () => {
    for (const position of [0, 64]) crew.assigned(claimed(0, position), 0);
    expect(crew.nextTimerInMs).toBe(Infinity);
    crew.recaller.balance();
    expect(crew.nextTimerInMs).toBe(2);
  });
});

describe('workers at rest', () => {
  // A fault: at every look, as long as none is ready, another is started.
  it('are started one at a time for what waits behind a task: the next when that one is ready', () => {
    open({ workers: 4, minWorkers: 1 });
    for (const index of [1, 2, 3]) {
      const worker = workerAt(index);
      crew.supervisor.putToRest(worker.asHandle);
      worker.end(0);
    }
    expect(crew.size).toBe(1);
    for (const position of [0, 64]) crew.assigned(claimed(0, position), 0);
    crew.recaller.balance();
    vi.advanceTimersByTime(100);
    expect(crew.size).toBe(2);
  });
});

it('is left alone by all its timers once it has ended', async () => {
  const limited = new FakeJob({ timeoutMs: 50, graceMs: 10 });
  const slot = table.add(limited, 0, 0, 1);
  table.assign(slot, 0, 0);
  crew.assigned(slot, 0);
  const ended = crew.end('terminate');
  for (const worker of [...FakeWorker.all]) worker.end(1);
  await ended;
  expect(vi.getTimerCount()).toBe(0);
  expect(told).toEqual(['workerExit', 'workerExit']);
});
