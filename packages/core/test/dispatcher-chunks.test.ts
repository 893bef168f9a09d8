import { beforeEach, describe, expect, it, vi } from 'vitest';
import { SerializationError } from '../src/errors.ts';
import type { RecordItems } from '../src/dispatcher.ts';
import { blocksIn, SIDE_MESSAGE, TaskKind, valuesIn } from '../src/transport/task-record.ts';
import {
  addWorkers,
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

describe('a chunk', () => {
  it('goes as one record', () => {
    addWorkers();
    const dispatched = vi.spyOn(scheduler, 'dispatched');
    dispatcher.submitChunk(job, SQUARE, TaskKind.Map, 10, ['a', 'b', 'c'], 0);
    expect(sent()).toMatchObject([{ kind: TaskKind.Map, count: 3 }]);
    expect([table.itemsOf(0), table.owedBy(0)]).toEqual([3, 3]);
    expect(dispatched).toHaveBeenCalledExactlyOnceWith(0, 0, SQUARE, 3);
    expect([table.resultInTurn(0), table.resultInTurn(0)]).toEqual([10, 11]);
  });

  it('goes as bare numbers when it is nothing but numbers', () => {
    addWorkers();
    dispatcher.submitChunk(job, SQUARE, TaskKind.Map, 0, [1, 2.5, NaN], 0);
    dispatcher.submitChunk(job, SQUARE, TaskKind.Map, 0, [1, '2'], 0);
    dispatcher.submitChunk(job, SQUARE, TaskKind.Starmap, 0, [[1]], 0);
    expect(transports[0]!.sent.map(({ kind }) => kind)).toEqual([TaskKind.MapNumbers, TaskKind.Map, TaskKind.Starmap]);
  });

  it.each([
    ['numbers', 1.5],
    ['texts', 'x'.repeat(20)],
  ])('goes beside the ring when it is too long: %s', (_name, item) => {
    addWorkers();
    dispatcher.submitChunk(job, SQUARE, TaskKind.Map, 0, new Array<unknown>(1000).fill(item), 0);
    expect((sent()[0]!.kind & SIDE_MESSAGE) !== 0).toBe(true);
    expect(sent()[0]!.count).toBe(1000);
  });

  it('goes item by item when one of them cannot be encoded', () => {
    addWorkers();
    dispatcher.submitChunk(job, SQUARE, TaskKind.Map, 20, ['a', () => {}, 'c'], 0);
    expect(job.itemFailed).toHaveBeenCalledExactlyOnceWith(21, expect.any(SerializationError));
    expect(sent().map(({ count }) => count)).toEqual([1, 1]);
    expect(table.openSlots().map((slot) => table.resultInTurn(slot))).toEqual([20, 22]);
  });

  it('fails all its items when its message cannot be sent', () => {
    addWorkers();
    transports[0]!.refusal = new Error('port is closed');
    dispatcher.submitChunk(job, SQUARE, TaskKind.Map, 5, ['x'.repeat(5000), 'y'], 0);
    expect(job.failed).toEqual([5, 6]);
    expect(statistics.failed).toBe(2);
    expect(table.open).toBe(0);
  });
});

describe('blocks', () => {
  const blocks = (values: readonly unknown[]): RecordItems => ({ firstItem: 10, count: 300, values });

  it('go as one record, with what all of them need', () => {
    addWorkers();
    dispatcher.submitItems(job, SQUARE, TaskKind.ForBlocks, blocks([[0, 1, 2], 'x', 'y']), 0);
    expect(sent()).toHaveLength(1);
    expect(sent()[0]!.kind).toBe(TaskKind.ForBlocks);
    expect([blocksIn(sent()[0]!.count), valuesIn(sent()[0]!.count)]).toEqual([300, 3]);
    expect([table.itemsOf(0), table.resultInTurn(0), table.resultInTurn(0)]).toEqual([300, 10, 11]);
  });

  it('wake no worker before all that are sent together are there', () => {
    addWorkers();
    dispatcher.together(() => {
      for (const first of [0, 300, 600, 900])
        dispatcher.submitItems(job, SQUARE, TaskKind.ForBlocks, { ...blocks([]), firstItem: first }, 0);
    });
    expect(sent()).toHaveLength(4);
    expect(transports.map(({ wakes }) => wakes)).toEqual(
      transports.map((transport) => (transport.sent.length > 0 ? [transport.sent.length] : [])),
    );
  });

  it('wake workers although what is to be sent throws', () => {
    addWorkers();
    const failing = (): void =>
      dispatcher.together(() => {
        dispatcher.submitItems(job, SQUARE, TaskKind.ForBlocks, blocks([]), 0);
        throw new Error('no more');
      });
    expect(failing).toThrow('no more');
    expect(transports.flatMap(({ wakes }) => wakes)).toEqual([1]);
  });

  it('go beside the ring when what they need is too long', () => {
    addWorkers();
    dispatcher.submitItems(job, SQUARE, TaskKind.MapBlocks, blocks([[], 'x'.repeat(20_000)]), 0);
    expect((sent()[0]!.kind & SIDE_MESSAGE) !== 0).toBe(true);
    expect([blocksIn(sent()[0]!.count), valuesIn(sent()[0]!.count)]).toEqual([300, 2]);
  });

  it('fail together when a carry cannot be encoded, which the error names', () => {
    addWorkers();
    dispatcher.submitItems(
      job,
      SQUARE,
      TaskKind.ForBlocks,
      blocks([[], undefined, undefined, ['x', { f: () => {} }]]),
      0,
    );
    expect(job.failed).toEqual(Array.from({ length: 300 }, (_, index) => 10 + index));
    expect(job.errors[0]).toBeInstanceOf(SerializationError);
    expect((job.errors[0] as Error).message).toContain('carries[0][1].f');
    expect(table.open).toBe(0);
    expect(statistics.failed).toBe(300);
  });
});
