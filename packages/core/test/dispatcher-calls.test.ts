import { beforeEach, describe, expect, it, vi } from 'vitest';
import { move } from '../src/codec/move.ts';
import { SerializationError } from '../src/errors.ts';
import { UNASSIGNED } from '../src/job-table.ts';
import { SIDE_MESSAGE, STAGED, TaskKind } from '../src/transport/task-record.ts';
import {
  addWorkers,
  backlog,
  call,
  dispatcher,
  job,
  openDispatcher,
  scheduler,
  sent,
  SQUARE,
  statistics,
  table,
  transports,
} from './dispatcher-bench.ts';

beforeEach(openDispatcher);

describe('a call', () => {
  it('goes straight into a ring, and the table knows where', () => {
    addWorkers();
    const dispatched = vi.spyOn(scheduler, 'dispatched');
    call(1, 2);
    expect(sent()).toEqual([{ slot: 0, kind: TaskKind.Call, count: 2, luggage: undefined }]);
    expect([table.workerOf(0), table.startPositionOf(0)]).toEqual([0, 0]);
    expect(dispatched).toHaveBeenCalledExactlyOnceWith(0, 0, SQUARE, 1);
    expect(scheduler.recordsOf(0)).toBe(1);
  });

  it('waits while no worker takes it, and goes when one does', () => {
    call(1);
    expect(backlog.length).toBe(1);
    expect(table.workerOf(0)).toBe(UNASSIGNED);
    addWorkers();
    dispatcher.dispatch();
    expect(sent()).toHaveLength(1);
    expect(backlog.length).toBe(0);
  });

  it('waits while the ring is full', () => {
    addWorkers();
    for (const transport of transports) transport.isFull = true;
    call(1);
    expect(backlog.length).toBe(1);
    for (const transport of transports) transport.isFull = false;
    dispatcher.dispatch();
    expect(sent()).toHaveLength(1);
  });

  it('goes behind those that wait', () => {
    call('first');
    addWorkers();
    dispatcher.recordsDone();
    call('second');
    expect(transports[0]!.sent.map(({ slot }) => slot)).toEqual([0, 1]);
    expect(backlog.length).toBe(0);
  });

  it('goes behind one that no worker took untried, but for one in many', () => {
    call('first');
    addWorkers();
    const chosen = vi.spyOn(scheduler, 'choose');
    for (let calls = 0; calls < 62; calls += 1) call(calls);
    expect([chosen.mock.calls.length, sent().length]).toEqual([0, 0]);
    call('the 64th');
    expect([sent().length, backlog.length]).toEqual([64, 0]);
  });

  it('goes as a record when it is too long for the straight way', () => {
    addWorkers();
    call('x'.repeat(1000));
    expect(sent()).toMatchObject([{ kind: TaskKind.Call, count: 1, luggage: undefined }]);
  });

  it('goes beside the ring when it is too long for one', () => {
    addWorkers();
    call('x'.repeat(5000));
    expect(sent()).toMatchObject([{ kind: TaskKind.Call | SIDE_MESSAGE, count: 1 }]);
    const [bytes] = sent()[0]!.luggage!.side!.content as [Uint8Array];
    expect(bytes.length).toBeGreaterThan(5000);
    expect(bytes.length).toBe(bytes.buffer.byteLength);
  });

  it('lies in shared memory when it is much too long, until its record is done', () => {
    addWorkers();
    call('x'.repeat(200_000));
    expect(sent()).toMatchObject([{ kind: TaskKind.Call | STAGED, count: 1 }]);
    const { shared, staged } = sent()[0]!.luggage!;
    expect([...shared.values()]).toEqual([staged]);
    call('y'.repeat(200_000));
    expect(sent()[1]!.luggage!.staged).not.toBe(staged);
    table.remove(0);
    call('z'.repeat(200_000));
    expect(sent()[2]!.luggage!.staged).toBe(staged);
  });

  it('holds the shared buffers that it names', () => {
    addWorkers();
    const buffer = new SharedArrayBuffer(8);
    call(buffer);
    expect([...sent()[0]!.luggage!.shared.values()]).toEqual([buffer]);
    expect(table.luggageOf(0)).toBe(sent()[0]!.luggage);
  });

  it.each<[string, (data: Uint8Array) => [unknown[], object[] | undefined]]>([
    ['move()', (data) => [[move(data)], undefined]],
    ['transfer', (data) => [[data], [data.buffer]]],
  ])('that moves values (%s) takes them at once, and goes only to an idle worker', (_name, argumentsOf) => {
    addWorkers();
    call(1);
    call(2);
    dispatcher.submitChunk(job, SQUARE, TaskKind.Map, 0, ['busy'], 0);
    const data = new Uint8Array(64);
    const [args, transfer] = argumentsOf(data);
    transports[1]!.sent.length = 0;
    dispatcher.submitCall(job, SQUARE, args, transfer, 0);
    expect(data.byteLength).toBe(0);
    expect(transports[1]!.sent).toHaveLength(1);
    expect(transports[1]!.sent[0]!.luggage!.side!.transferList).toHaveLength(1);
  });

  it('that moves values waits, and others behind it, until a worker is idle', () => {
    addWorkers();
    scheduler.dispatched(0, 10, SQUARE, 1);
    scheduler.dispatched(1, 11, SQUARE, 1);
    dispatcher.submitCall(job, SQUARE, [move(new Uint8Array(8))], undefined, 0);
    call('behind');
    expect(sent()).toEqual([]);
    scheduler.finished(1, 11);
    dispatcher.dispatch();
    expect(sent()).toHaveLength(2);
    expect(backlog.length).toBe(0);
  });

  it('fails alone when it cannot be encoded, and leaves no slot behind', () => {
    addWorkers();
    call(() => {});
    expect(job.itemFailed).toHaveBeenCalledExactlyOnceWith(0, expect.any(SerializationError));
    expect([table.open, backlog.length, sent().length]).toEqual([0, 0, 0]);
    expect(statistics.failed).toBe(1);
  });

  it('fails alone when what it moves cannot be taken, and takes nothing', () => {
    addWorkers();
    const data = new Uint8Array(8);
    dispatcher.submitCall(job, SQUARE, [data], [data.buffer, {}], 0);
    expect(job.itemFailed).toHaveBeenCalledExactlyOnceWith(0, expect.any(Error));
    expect([table.open, data.byteLength]).toEqual([0, 8]);
  });

  it('fails when its message cannot be sent', () => {
    addWorkers();
    transports[0]!.refusal = new Error('port is closed');
    call('x'.repeat(5000));
    expect(job.itemFailed).toHaveBeenCalledExactlyOnceWith(0, expect.any(SerializationError));
    expect([table.open, backlog.length]).toEqual([0, 0]);
  });
});
