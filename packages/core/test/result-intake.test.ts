import { RingCorruptError } from 'atomics-ring';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DecodeError } from '../src/codec/decode.ts';
import { SerializationError, UnknownTaskError } from '../src/errors.ts';
import type { Job } from '../src/job-table.ts';
import { kindOfItem, ResultKind } from '../src/transport/result-record.ts';
import { SIDE_MESSAGE } from '../src/transport/task-record.ts';
import {
  closeIntake,
  encoded,
  handle,
  hooks,
  job,
  numbers,
  openIntake,
  scheduler,
  sent,
  SQUARE,
  statistics,
  table,
  take,
  workerPort,
} from './intake-bench.ts';
import { inMessage } from './message-name.ts';

// Before the modules under test take hold of the clock.
vi.hoisted(() => {
  vi.useFakeTimers();
  vi.advanceTimersByTime(1000);
});

beforeEach(openIntake);
afterEach(closeIntake);

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
    const sequence = workerPort.send([encoded('x'.repeat(1000))]);
    take(ResultKind.Values | SIDE_MESSAGE, sent(), inMessage(sequence));
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
    const sequence = workerPort.send([encoded('long')]);
    take(kindOfItem(ResultKind.Values | SIDE_MESSAGE, 1), sent(2, 10), inMessage(sequence));
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
    expect(() => take(ResultKind.Values | SIDE_MESSAGE, sent(), inMessage(0))).toThrow('got none');
  });
});
