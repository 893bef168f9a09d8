import { RingCorruptError } from 'atomics-ring';
import { beforeEach, describe, expect, it } from 'vitest';
import { SIDE_MESSAGE, TaskKind, WATCHED } from '../src/transport/task-record.ts';
import {
  addWorkers,
  backlog,
  call,
  dispatcher,
  hooks,
  job,
  makeDispatcher,
  openDispatcher,
  sent,
  SQUARE,
  table,
  transports,
} from './dispatcher-bench.ts';
import { FakeJob } from './fake-job.ts';

beforeEach(openDispatcher);

describe('the backlog', () => {
  it('is passed over where a record’s job is gone', () => {
    call('gone');
    call('stays');
    table.remove(0);
    addWorkers();
    dispatcher.dispatch();
    expect(sent().map(({ slot }) => slot)).toEqual([1]);
  });

  it('keeps what was encoded when it was submitted', () => {
    const item = { value: 'before' };
    call(item);
    const { payload } = backlog.peek()!;
    item.value = 'after';
    expect(Buffer.from(payload as Uint8Array).includes('before')).toBe(true);
  });
});

describe('arguments that wait', () => {
  it('are kept as they are where nobody can change them, whatever becomes of their list', () => {
    const args = [1, 'text', null];
    dispatcher.submitCall(job, SQUARE, args, undefined, 0);
    args[0] = 2;
    expect(backlog.peek()!.payload).toEqual([1, 'text', null]);
    addWorkers();
    dispatcher.dispatch();
    expect(sent()).toEqual([{ slot: 0, kind: TaskKind.Call, count: 3, luggage: undefined }]);
  });

  it('are kept without a list where there is one', () => {
    call('only');
    expect(backlog.peek()!.payload).toBe('only');
    addWorkers();
    dispatcher.dispatch();
    expect(sent()).toMatchObject([{ count: 1 }]);
  });

  it('are encoded where no record may go through a ring', () => {
    makeDispatcher(0);
    call(1);
    expect(backlog.peek()!.payload).toBeInstanceOf(Uint8Array);
  });

  it('stay where they are while the ring is full', () => {
    addWorkers();
    for (const transport of transports) transport.isFull = true;
    call(1, 2);
    dispatcher.dispatch();
    expect([sent().length, backlog.length]).toEqual([0, 1]);
  });
});

describe('a record whose items may have to be stopped', () => {
  const limits = { timeoutMs: 50, graceMs: 0 };

  it('is watched, whichever way it goes', () => {
    addWorkers();
    const limited = new FakeJob(limits);
    dispatcher.submitCall(limited, SQUARE, [1], undefined, 0);
    dispatcher.submitCall(limited, SQUARE, ['x'.repeat(5000)], undefined, 0);
    dispatcher.submitChunk(limited, SQUARE, TaskKind.Map, 0, ['a'], 0);
    dispatcher.submitChunk(limited, SQUARE, TaskKind.Map, 0, [1], 0);
    dispatcher.submitEverywhere(limited, SQUARE, [1], [0]);
    expect(transports[0]!.sent.map(({ kind }) => kind & ~WATCHED)).toEqual([
      TaskKind.Call,
      TaskKind.Call | SIDE_MESSAGE,
      TaskKind.Map,
      TaskKind.MapNumbers,
      TaskKind.Call,
    ]);
    expect(sent().every(({ kind }) => (kind & WATCHED) !== 0)).toBe(true);
  });

  it('is told of when it is in a ring, as is any other', () => {
    call(1);
    expect(hooks.assigned).not.toHaveBeenCalled();
    addWorkers();
    dispatcher.dispatch();
    call(2);
    expect(hooks.assigned.mock.calls).toEqual([
      [0, 0],
      [1, 0],
    ]);
  });
});

describe('the time of its submission', () => {
  it('is remembered with a record, where it is measured', () => {
    dispatcher.submitCall(job, SQUARE, [1], undefined, 12.5);
    dispatcher.submitChunk(job, SQUARE, TaskKind.Map, 0, [1], 13.5);
    call(1);
    expect([0, 1, 2].map((slot) => table.submittedAt(slot))).toEqual([12.5, 13.5, 0]);
  });
});

describe('work that no worker takes', () => {
  it('is told of', () => {
    call(1);
    expect(hooks.starved).toHaveBeenCalledTimes(1);
  });

  it('is not told of while all goes', () => {
    addWorkers();
    call(1);
    dispatcher.dispatch();
    expect(hooks.starved).not.toHaveBeenCalled();
  });
});

describe('a worker whose ring is damaged', () => {
  it.each<[string, () => void]>([
    ['on the straight way', () => call(1)],
    ['for a chunk', () => dispatcher.submitChunk(job, SQUARE, TaskKind.Map, 0, ['a'], 0)],
  ])('is told of, and the task goes to another: %s', (_name, submit) => {
    addWorkers();
    transports[0]!.refusal = new RingCorruptError('broken');
    submit();
    expect(hooks.damaged).toHaveBeenCalledExactlyOnceWith(
      expect.objectContaining({ index: 0 }),
      transports[0]!.refusal,
    );
    dispatcher.dispatch();
    expect(transports[1]!.sent).toHaveLength(1);
    expect(job.itemFailed).not.toHaveBeenCalled();
  });
});

describe('a pool that avoids its rings', () => {
  it('sends headers only: every value goes beside', () => {
    makeDispatcher(0);
    addWorkers();
    call(1);
    dispatcher.submitChunk(job, SQUARE, TaskKind.Map, 0, [1, 2], 0);
    expect(sent().map(({ kind }) => kind)).toEqual([TaskKind.Call | SIDE_MESSAGE, TaskKind.MapNumbers | SIDE_MESSAGE]);
    expect(transports.map(({ straightCalls }) => straightCalls)).toEqual([0, 0]);
  });
});
