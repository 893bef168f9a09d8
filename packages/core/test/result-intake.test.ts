import { RingCorruptError } from 'atomics-ring';
import { MessageChannel } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DecodeError } from '../src/codec/decode.ts';
import { Encoder } from '../src/codec/encode.ts';
import { SerializationError, UnknownTaskError } from '../src/errors.ts';
import { type Job, JobTable } from '../src/job-table.ts';
import { type IntakeHooks, ResultIntake } from '../src/result-intake.ts';
import { Scheduler } from '../src/scheduler.ts';
import { TaskStatistics } from '../src/statistics.ts';
import { PortTransport } from '../src/transport/port-transport.ts';
import { kindOfItem, RESULT_HEADER_BYTES, ResultKind, writeResultHeader } from '../src/transport/result-record.ts';
import { SharedRegistry } from '../src/transport/shared-registry.ts';
import { SIDE_MESSAGE } from '../src/transport/task-record.ts';
import type { WorkerHandle } from '../src/worker-handle.ts';
import { FakeJob } from './fake-job.ts';

// Before the modules under test take hold of the clock.
vi.hoisted(() => {
  vi.useFakeTimers();
  vi.advanceTimersByTime(1000);
});

const WORKER = 1;
const SQUARE = 3;
const OFFSET = 8;

const hooks = {
  workerReady: vi.fn<IntakeHooks['workerReady']>(),
  workerRetires: vi.fn<IntakeHooks['workerRetires']>(),
  workerError: vi.fn<IntakeHooks['workerError']>(),
  recordDone: vi.fn<IntakeHooks['recordDone']>(),
  wasStopped: vi.fn<IntakeHooks['wasStopped']>(),
};

let job: FakeJob;
let table: JobTable;
let scheduler: Scheduler;
let statistics: TaskStatistics;
let intake: ResultIntake;
let handle: WorkerHandle;
let workerPort: PortTransport;
const encoder = new Encoder({ idOf: () => undefined });

beforeEach(() => {
  for (const mock of Object.values(hooks)) mock.mockReset();
  job = new FakeJob();
  const { port1, port2 } = new MessageChannel();
  workerPort = new PortTransport(port2);
  table = new JobTable();
  scheduler = new Scheduler(2);
  statistics = new TaskStatistics();
  intake = new ResultIntake(table, scheduler, statistics, new SharedRegistry(() => {}), hooks);
  handle = {
    index: WORKER,
    holder: WORKER,
    cause: undefined,
    transport: { port: new PortTransport(port1) },
  } as unknown as WorkerHandle;
});

afterEach(() => workerPort.close());

/** A record of the worker with so many items. */
function sent(items = 1, firstItem = 0): number {
  const slot = table.add(job, SQUARE, firstItem, items);
  table.assign(slot, WORKER, 0);
  return slot;
}

function encoded(...values: unknown[]): Uint8Array {
  return Buffer.concat(values.map((value) => encoder.encodeValueDetached(value, 'result')));
}

/** What the worker has written: the record is as long as its data, where nothing else is said. */
function take(kind: number, slot: number, data: Uint8Array, filled: number = data.length, nanos = 0): void {
  const view = new DataView(new ArrayBuffer(OFFSET + RESULT_HEADER_BYTES + data.length + 8));
  const bytes = new Uint8Array(view.buffer);
  writeResultHeader(view, OFFSET, kind, slot, filled, nanos);
  bytes.set(data, OFFSET + RESULT_HEADER_BYTES);
  intake.take(handle, view, bytes, OFFSET, RESULT_HEADER_BYTES + data.length);
}

function numbers(...values: number[]): Uint8Array {
  return new Uint8Array(Float64Array.from(values).buffer);
}

describe('a result', () => {
  it('settles its item, and its record is done', () => {
    const slot = sent();
    take(ResultKind.Values, slot, encoded({ a: 1 }));
    expect(job.itemDone).toHaveBeenCalledExactlyOnceWith(0, { a: 1 });
    expect(hooks.recordDone).toHaveBeenCalledExactlyOnceWith(slot);
  });

  it('settles items in their order, by their index in the job', () => {
    const slot = sent(4, 30);
    take(ResultKind.Values, slot, encoded('a', 'b'));
    take(ResultKind.Numbers, slot, numbers(1.5));
    expect(hooks.recordDone).not.toHaveBeenCalled();
    take(ResultKind.Thrown, slot, encoded(new RangeError('wrong')));
    expect(job.itemDone.mock.calls).toEqual([
      [30, 'a'],
      [31, 'b'],
      [32, 1.5],
    ]);
    expect(job.itemFailed).toHaveBeenCalledExactlyOnceWith(33, new RangeError('wrong'));
    expect(hooks.recordDone).toHaveBeenCalledExactlyOnceWith(slot);
  });

  it('counts as far as its record is filled', () => {
    const slot = sent(5);
    take(ResultKind.Numbers, slot, numbers(1, 2, 3, 4, 5), 24);
    expect(job.itemDone).toHaveBeenCalledTimes(3);
    expect(table.owedBy(slot)).toBe(2);
  });

  it('may be a record without any', () => {
    const slot = sent(2);
    take(ResultKind.Values, slot, encoded('x'), 0);
    expect(job.itemDone).not.toHaveBeenCalled();
    expect(table.owedBy(slot)).toBe(2);
  });

  it.each([[null], [undefined], [0]])('may be %s that was thrown', (thrown) => {
    take(ResultKind.Thrown, sent(), encoded(thrown));
    expect(job.itemFailed).toHaveBeenCalledExactlyOnceWith(0, thrown);
  });

  it('may be one of the pool’s own errors', () => {
    take(ResultKind.Failed, sent(), encoded(['ERR_UNKNOWN_TASK', 'no cube', ['square']]));
    take(ResultKind.Failed, sent(), encoded(['ERR_NOT_SERIALIZABLE', 'a function', undefined]));
    const [[, unknownTask], [, unsendable]] = job.itemFailed.mock.calls as [[number, unknown], [number, unknown]];
    expect(unknownTask).toBeInstanceOf(UnknownTaskError);
    expect(unknownTask).toMatchObject({ message: 'no cube', available: ['square'] });
    expect(unsendable).toEqual(new SerializationError('a function'));
  });

  it('may lie beside the ring', () => {
    const sequence = workerPort.send({ bytes: encoded('x'.repeat(1000)), attachments: [], transferList: [] });
    const data = new Uint8Array(4);
    new DataView(data.buffer).setInt32(0, sequence, true);
    take(ResultKind.Values | SIDE_MESSAGE, sent(), data);
    expect(job.itemDone).toHaveBeenCalledExactlyOnceWith(0, 'x'.repeat(1000));
  });

  it('tells what its function takes', () => {
    take(ResultKind.Values, sent(), encoded(1), undefined, 5000);
    expect(scheduler.measured(SQUARE)).toBe(5000);
  });

  it('tells nothing of that when it was not measured', () => {
    take(ResultKind.Values, sent(), encoded(1), undefined, 0);
    expect(scheduler.measured(SQUARE)).toBeUndefined();
  });
});

describe('numbers for a job that takes many at once', () => {
  const numbersDone = vi.fn<NonNullable<Job['numbersDone']>>();

  beforeEach(() => {
    numbersDone.mockReset();
    Object.assign(job, { numbersDone });
  });

  it('are told together, where they lie', () => {
    const slot = sent(4, 30);
    const seen: number[] = [];
    numbersDone.mockImplementation((_first, view, offset, count) => {
      for (let item = 0; item < count; item += 1) seen.push(view.getFloat64(offset + 8 * item, true));
    });
    take(ResultKind.Values, slot, encoded('a'));
    take(ResultKind.Numbers, slot, numbers(1, 2, 3), undefined, 500);
    expect(numbersDone.mock.calls.map(([first, , , count]) => [first, count])).toEqual([[31, 3]]);
    expect([seen, job.itemDone.mock.calls]).toEqual([[1, 2, 3], [[30, 'a']]]);
    expect([statistics.done, statistics.runTime.count]).toEqual([4, 3]);
    expect(hooks.recordDone).toHaveBeenCalledExactlyOnceWith(slot);
  });

  it('are told one by one where an item was settled before, but for that', () => {
    const slot = sent(3, 30);
    table.settle(slot, 1);
    take(ResultKind.Numbers, slot, numbers(1, 2, 3));
    expect(numbersDone).not.toHaveBeenCalled();
    expect(job.itemDone.mock.calls).toEqual([
      [30, 1],
      [32, 3],
    ]);
    expect(hooks.recordDone).toHaveBeenCalledExactlyOnceWith(slot);
  });

  it('are told one by one where they name their item', () => {
    take(kindOfItem(ResultKind.Numbers, 1), sent(2), numbers(7));
    expect([numbersDone.mock.calls, job.itemDone.mock.calls]).toEqual([[], [[1, 7]]]);
  });

  it('are damage of the ring where there are more than items', () => {
    expect(() => take(ResultKind.Numbers, sent(2), numbers(1, 2, 3))).toThrow(RingCorruptError);
    expect(numbersDone).not.toHaveBeenCalled();
  });
});

describe('what results say of time', () => {
  const OTHER = 4;

  it('counts once where results say the same of the same function, one after the other', () => {
    const observe = vi.spyOn(scheduler, 'observe');
    for (const nanos of [300, 300, 300]) take(ResultKind.Values, sent(), encoded(1), undefined, nanos);
    expect(observe.mock.calls).toEqual([[SQUARE, 300]]);
    expect(statistics.runTime.count).toBe(3);
  });

  it('counts again after another time, or that of another function', () => {
    const observe = vi.spyOn(scheduler, 'observe');
    const other = table.add(job, OTHER, 0, 1);
    table.assign(other, WORKER, 0);
    for (const nanos of [300, 500, 300]) take(ResultKind.Values, sent(), encoded(1), undefined, nanos);
    take(ResultKind.Values, other, encoded(1), undefined, 300);
    take(ResultKind.Values, sent(), encoded(1), undefined, 300);
    expect(observe.mock.calls).toEqual([
      [SQUARE, 300],
      [SQUARE, 500],
      [SQUARE, 300],
      [OTHER, 300],
      [SQUARE, 300],
    ]);
    expect(scheduler.measured(OTHER)).toBe(300);
  });

  it('counts again after a result that was not measured', () => {
    const observe = vi.spyOn(scheduler, 'observe');
    for (const nanos of [300, 0, 0, 300]) take(ResultKind.Values, sent(), encoded(1), undefined, nanos);
    expect(observe.mock.calls).toEqual([
      [SQUARE, 300],
      [SQUARE, 300],
    ]);
    expect(statistics.runTime.count).toBe(2);
    expect(statistics.done).toBe(4);
  });

  it('counts in records of every kind, and in those that follow them', () => {
    const observe = vi.spyOn(scheduler, 'observe');
    take(ResultKind.Numbers, sent(2), numbers(1, 2), undefined, 300);
    take(ResultKind.Thrown, sent(), encoded('wrong'), undefined, 300);
    take(kindOfItem(ResultKind.Values, 1), sent(2), encoded('b'), undefined, 300);
    take(ResultKind.Values, sent(), encoded(1), undefined, 300);
    expect(observe.mock.calls).toEqual([[SQUARE, 300]]);
    expect(statistics.runTime.count).toBe(5);
  });

  it('does not count for items that did not run to their end', () => {
    const slot = sent(5);
    hooks.wasStopped.mockReturnValue(true);
    take(ResultKind.Values, slot, encoded('a'), undefined, 300);
    take(ResultKind.Stopped, slot, new Uint8Array(0), undefined, 300);
    expect([statistics.runTime.count, statistics.failed]).toEqual([1, 4]);
  });
});

describe('a result that names its item', () => {
  it('settles that item, in whatever order they come', () => {
    const slot = sent(3, 10);
    take(kindOfItem(ResultKind.Values, 2), slot, encoded('c'));
    take(kindOfItem(ResultKind.Thrown, 0), slot, encoded('a threw'));
    expect(hooks.recordDone).not.toHaveBeenCalled();
    take(kindOfItem(ResultKind.Numbers, 1), slot, numbers(2));
    expect(job.itemDone.mock.calls).toEqual([
      [12, 'c'],
      [11, 2],
    ]);
    expect(job.itemFailed).toHaveBeenCalledExactlyOnceWith(10, 'a threw');
    expect(hooks.recordDone).toHaveBeenCalledExactlyOnceWith(slot);
  });

  it('may lie beside the ring', () => {
    const sequence = workerPort.send({ bytes: encoded('long'), attachments: [], transferList: [] });
    const data = new Uint8Array(4);
    new DataView(data.buffer).setInt32(0, sequence, true);
    take(kindOfItem(ResultKind.Values | SIDE_MESSAGE, 1), sent(2, 10), data);
    expect(job.itemDone).toHaveBeenCalledExactlyOnceWith(11, 'long');
  });

  it('is damage of the ring beyond the record’s items', () => {
    const slot = sent(2);
    expect(() => take(kindOfItem(ResultKind.Values, 2), slot, encoded(1))).toThrow(RingCorruptError);
  });
});

describe('a result whose item was settled before', () => {
  it('is told to nobody, and counted as owed no more', () => {
    const slot = sent(2);
    table.settle(slot, 0);
    take(ResultKind.Values, slot, encoded('late', 'in time'));
    expect(job.itemDone).toHaveBeenCalledExactlyOnceWith(1, 'in time');
    expect(statistics.done).toBe(1);
    expect(hooks.recordDone).toHaveBeenCalledExactlyOnceWith(slot);
  });

  it.each<[string, number, () => Uint8Array]>([
    ['value', ResultKind.Values, () => encoded(1)],
    ['number', ResultKind.Numbers, () => numbers(1)],
    ['thrown value', ResultKind.Thrown, () => encoded(1)],
    ['error', ResultKind.Failed, () => encoded(['ERR_NOT_SERIALIZABLE', 'a function', undefined])],
  ])('may be a %s', (_name, kind, data) => {
    const slot = sent();
    table.settleAll(slot);
    take(kind, slot, data());
    expect([job.itemDone.mock.calls, job.itemFailed.mock.calls]).toEqual([[], []]);
    expect([statistics.done, statistics.failed]).toEqual([0, 0]);
    expect(hooks.recordDone).toHaveBeenCalledExactlyOnceWith(slot);
  });
});

describe('a record that was stopped', () => {
  it('is done, with what has come', () => {
    const slot = sent(5);
    take(ResultKind.Values, slot, encoded('a'));
    hooks.wasStopped.mockReturnValue(true);
    take(ResultKind.Stopped, slot, new Uint8Array(0));
    expect(job.itemDone).toHaveBeenCalledTimes(1);
    expect(hooks.wasStopped).toHaveBeenCalledExactlyOnceWith(slot);
    expect([statistics.done, statistics.failed]).toEqual([1, 4]);
    expect(hooks.recordDone).toHaveBeenCalledExactlyOnceWith(slot);
  });
});

describe('the statistics', () => {
  it('count what came, and how long it ran', () => {
    take(ResultKind.Values, sent(3), encoded(1, 2, 3), undefined, 2_000_000);
    take(ResultKind.Thrown, sent(), encoded('wrong'), undefined, 4_000_000);
    expect([statistics.done, statistics.failed]).toEqual([3, 1]);
    expect(statistics.runTime).toMatchObject({ count: 4, min: expect.closeTo(2, 0) as number });
  });

  it('count the waiting of a record once, without the time of the task itself', () => {
    const slot = sent(2);
    table.setSubmittedAt(slot, performance.now());
    vi.advanceTimersByTime(100);
    take(ResultKind.Values, slot, encoded(1), undefined, 30_000_000);
    vi.advanceTimersByTime(100);
    take(ResultKind.Values, slot, encoded(1), undefined, 30_000_000);
    expect(statistics.waitTime.count).toBe(2);
    expect(statistics.waitTime.max).toBeCloseTo(70, 0);
  });

  it('count no waiting that was not measured, nor a negative one', () => {
    take(ResultKind.Values, sent(), encoded(1), undefined, 1000);
    expect(statistics.waitTime.count).toBe(0);
    const slot = sent();
    table.setSubmittedAt(slot, performance.now());
    take(ResultKind.Values, slot, encoded(1), undefined, 5_000_000);
    expect(statistics.waitTime).toMatchObject({ count: 1, max: 0 });
  });
});

describe('a report', () => {
  it('says that the worker is ready, and what functions there are', () => {
    take(ResultKind.Ready, -1, encoded(['norm', 'square']));
    expect(hooks.workerReady).toHaveBeenCalledExactlyOnceWith(handle, ['norm', 'square']);
  });

  it('says why the worker cannot start; the first reason counts', () => {
    take(ResultKind.StartFailed, -1, encoded(new Error('first')));
    take(ResultKind.StartFailed, -1, encoded(new Error('second')));
    expect(handle.cause).toMatchObject({ message: 'first' });
  });

  it('says with an error of the pool’s own why it cannot start', () => {
    take(ResultKind.StartRefused, -1, encoded(['ERR_UNKNOWN_TASK', 'no initializer', ['square']]));
    take(ResultKind.StartFailed, -1, encoded(new Error('second')));
    expect(handle.cause).toBeInstanceOf(UnknownTaskError);
    expect(handle.cause).toMatchObject({ message: 'no initializer', available: ['square'] });
  });

  it('says that the worker retires', () => {
    take(ResultKind.Retiring, -1, encoded(undefined));
    expect(hooks.workerRetires).toHaveBeenCalledExactlyOnceWith(handle);
  });

  it('says what went wrong outside of any task', () => {
    take(ResultKind.WorkerError, -1, encoded(new RangeError('left over')));
    expect(hooks.workerError).toHaveBeenCalledExactlyOnceWith(handle, new RangeError('left over'));
  });
});

describe('what cannot be right', () => {
  it.each<[string, () => void]>([
    ['a length beyond the record', () => take(ResultKind.Values, sent(), encoded(1), 500)],
    ['a negative length', () => take(ResultKind.Values, sent(), encoded(1), -8)],
    ['a slot that is not open', () => take(ResultKind.Values, 12_345, encoded(1))],
    ['a kind that there is not', () => take(99, sent(), encoded(1))],
    ['a report that there is not', () => take(99, -1, encoded(1))],
    ['more results than items', () => take(ResultKind.Numbers, sent(2), numbers(1, 2, 3))],
    ['more values than items', () => take(ResultKind.Values, sent(2), encoded(1, 2, 3))],
    ['a thrown value for a slot that is not open', () => take(ResultKind.Thrown, 12_345, encoded(1))],
    ['values that belong to no task', () => take(ResultKind.Values, -1, encoded(1))],
  ])('is damage of the ring: %s', (_name, wrong) => {
    expect(wrong).toThrow(RingCorruptError);
  });

  it('is damage of the ring: a slot that another worker has', () => {
    const slot = sent();
    table.assign(slot, 0, 0);
    for (const kind of [ResultKind.Values, ResultKind.Thrown])
      expect(() => take(kind, slot, encoded(1))).toThrow(RingCorruptError);
    expect([job.itemDone.mock.calls, job.itemFailed.mock.calls]).toEqual([[], []]);
  });

  it('is damage of the ring: the end of a record that nobody stopped', () => {
    const slot = sent(2);
    expect(() => take(ResultKind.Stopped, slot, new Uint8Array(0))).toThrow(RingCorruptError);
  });

  it('is bytes that no encoder wrote', () => {
    expect(() => take(ResultKind.Values, sent(), new Uint8Array([255, 255, 255]))).toThrow(DecodeError);
  });

  it('is a message that is not there', () => {
    expect(() => take(ResultKind.Values | SIDE_MESSAGE, sent(), new Uint8Array(4))).toThrow('got none');
  });
});
