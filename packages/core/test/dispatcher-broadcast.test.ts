import { beforeEach, describe, expect, it } from 'vitest';
import { move } from '../src/codec/move.ts';
import { SerializationError } from '../src/errors.ts';
import { TaskKind } from '../src/transport/task-record.ts';
import {
  addWorkers,
  call,
  dispatcher,
  job,
  openDispatcher,
  scheduler,
  sent,
  SQUARE,
  table,
  targeted,
  transports,
} from './dispatcher-bench.ts';

/** A function that counts as long. */
const UNMEASURED = 1;

beforeEach(openDispatcher);

describe('the same call in several workers', () => {
  it('goes to each of them, an item of the job for each', () => {
    addWorkers();
    dispatcher.submitEverywhere(job, SQUARE, ['x'], [1, 0]);
    expect(transports.map((transport) => transport.sent.length)).toEqual([1, 1]);
    const [first, second] = table.openSlots() as [number, number];
    expect([table.workerOf(first), table.workerOf(second)]).toEqual([1, 0]);
    expect([table.resultInTurn(first), table.resultInTurn(second)]).toEqual([0, 1]);
  });

  it('waits for a worker that is busy, behind nothing else', () => {
    addWorkers();
    for (const slot of [10, 11]) scheduler.dispatched(1, slot, UNMEASURED, 25);
    dispatcher.submitEverywhere(job, SQUARE, ['x'], [0, 1]);
    call('from others');
    expect(transports.map((transport) => transport.sent.length)).toEqual([2, 0]);
    expect(targeted.length).toBe(1);
    scheduler.finished(1, 10);
    dispatcher.dispatch();
    expect(transports[1]!.sent).toHaveLength(1);
    expect(targeted.length).toBe(0);
  });

  it('stands in nobody’s way when its worker takes nothing', () => {
    addWorkers();
    transports[1]!.isFull = true;
    dispatcher.submitEverywhere(job, SQUARE, ['x'], [1]);
    dispatcher.submitChunk(job, SQUARE, TaskKind.Map, 0, ['a'], 0);
    expect(transports[0]!.sent).toHaveLength(1);
  });

  it('is refused whole when its arguments cannot be sent, or only once', () => {
    addWorkers();
    const data = new Uint8Array(8);
    for (const args of [[() => {}], [move(data)]])
      expect(() => dispatcher.submitEverywhere(job, SQUARE, args, [0, 1])).toThrow(SerializationError);
    expect([table.open, targeted.length, sent().length]).toEqual([0, 0, 0]);
    expect(job.itemFailed).not.toHaveBeenCalled();
  });

  it('leaves what moves with its owner when it is refused for that', () => {
    addWorkers();
    const data = new Uint8Array(8);
    expect(() => dispatcher.submitEverywhere(job, SQUARE, [move(data)], [0, 1])).toThrow(SerializationError);
    expect(data.byteLength).toBe(8);
  });

  // A fault: what is refused of the one call is refused of the other.
  it('has a getter of its arguments submit what moves', () => {
    addWorkers();
    const args = [Object.defineProperty({}, 'a', { enumerable: true, get: () => call(move(new Uint8Array(8))) })];
    dispatcher.submitEverywhere(job, SQUARE, args, [0]);
    expect(job.itemFailed).not.toHaveBeenCalled();
  });

  it('is passed over where its job is gone', () => {
    dispatcher.submitEverywhere(job, SQUARE, ['x'], [0, 0]);
    table.remove(0);
    addWorkers();
    dispatcher.dispatch();
    expect(sent().map(({ slot }) => slot)).toEqual([1]);
  });
});
