import { RingCorruptError } from 'atomics-ring';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Backlog } from '../src/backlog.ts';
import type { Encoder } from '../src/codec/encode.ts';
import { move } from '../src/codec/move.ts';
import { Dispatcher, type DispatcherParts } from '../src/dispatcher.ts';
import { SerializationError } from '../src/errors.ts';
import { JobTable, UNASSIGNED } from '../src/job-table.ts';
import { Scheduler } from '../src/scheduler.ts';
import { TaskStatistics } from '../src/statistics.ts';
import { TargetedBacklog } from '../src/targeted-backlog.ts';
import type { Luggage } from '../src/transport/luggage.ts';
import { Sent } from '../src/transport/ring-transport.ts';
import { SharedRegistry } from '../src/transport/shared-registry.ts';
import { SIDE_MESSAGE, taskCount, TaskKind, taskKind, taskSlot, WATCHED } from '../src/transport/task-record.ts';
import type { WorkerHandle } from '../src/worker-handle.ts';
import { FakeJob } from './fake-job.ts';

const MAX_PAYLOAD_BYTES = 2040;
const SQUARE = 0;

/** A worker that takes note of what it is sent. */
class FakeTransport {
  readonly sent: { slot: number; kind: number; count: number; luggage: Luggage | undefined }[] = [];
  latestTaskStart = -64;
  isFull = false;
  refusal: Error | undefined;
  straightCalls = 0;

  sendCall(
    kind: number,
    slot: number,
    _functionId: number,
    args: readonly unknown[],
    encoder: Encoder,
  ): Sent | Uint8Array {
    this.straightCalls += 1;
    if (this.refusal instanceof RingCorruptError) throw this.refusal;
    if (this.isFull) return Sent.RingFull;
    const bytes = new Uint8Array(200);
    const end = encoder.encodeArguments(args, new DataView(bytes.buffer), bytes, 0, bytes.length);
    if (end < 0) return encoder.takeOverflow();
    if (encoder.attachments.length > 0 || encoder.sharedIds.length > 0) return bytes.slice(0, end);
    this.#note(slot, kind, args.length, undefined);
    return Sent.Yes;
  }

  sendRecord(payload: Uint8Array, _functionId: number, luggage: Luggage | undefined): Sent {
    if (this.refusal !== undefined) throw this.refusal;
    if (this.isFull) return Sent.RingFull;
    const view = new DataView(payload.buffer);
    this.#note(taskSlot(view, 0), taskKind(view, 0), taskCount(view, 0), luggage);
    return Sent.Yes;
  }

  #note(slot: number, kind: number, count: number, luggage: Luggage | undefined): void {
    this.sent.push({ slot, kind, count, luggage });
    this.latestTaskStart += 64;
  }
}

const hooks = {
  assigned: vi.fn<DispatcherParts['assigned']>(),
  starved: vi.fn<DispatcherParts['starved']>(),
  damaged: vi.fn<DispatcherParts['damaged']>(),
};

let job: FakeJob;
let table: JobTable;
let backlog: Backlog;
let targeted: TargetedBacklog;
let scheduler: Scheduler;
let transports: FakeTransport[];
let statistics: TaskStatistics;
let dispatcher: Dispatcher;

function makeDispatcher(maxPayloadBytes: number): Dispatcher {
  return new Dispatcher({
    table,
    backlog,
    targeted,
    scheduler,
    shared: new SharedRegistry(() => {}),
    statistics,
    workers: transports.map((transport, index) => ({ index, transport, itemsSent: 0 }) as unknown as WorkerHandle),
    maxPayloadBytes,
    mostItems: Infinity,
    waitsForFree: () => {},
    ...hooks,
  });
}

beforeEach(() => {
  for (const hook of Object.values(hooks)) hook.mockReset();
  hooks.damaged.mockImplementation((handle) => {
    scheduler.workerRemoved(handle.index);
    return false;
  });
  job = new FakeJob();
  table = new JobTable();
  backlog = new Backlog();
  targeted = new TargetedBacklog();
  statistics = new TaskStatistics();
  scheduler = new Scheduler(2);
  transports = [new FakeTransport(), new FakeTransport()];
  dispatcher = makeDispatcher(MAX_PAYLOAD_BYTES);
  scheduler.observe(SQUARE, 100);
});

function addWorkers(): void {
  for (const worker of [0, 1]) {
    scheduler.workerAdded(worker);
    scheduler.workerReady(worker);
  }
}

function call(...args: unknown[]): void {
  dispatcher.submitCall(job, SQUARE, args, undefined, 0);
}

function sent(): { slot: number; kind: number; count: number; luggage: Luggage | undefined }[] {
  return transports.flatMap((transport) => transport.sent);
}

describe('a call', () => {
  it('goes straight into a ring, and the table knows where', () => {
    addWorkers();
    call(1, 2);
    expect(sent()).toEqual([{ slot: 0, kind: TaskKind.Call, count: 2, luggage: undefined }]);
    expect([table.workerOf(0), table.startPositionOf(0), table.nanosOf(0)]).toEqual([0, 0, 100]);
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
    call('second');
    expect(transports[0]!.sent.map(({ slot }) => slot)).toEqual([0, 1]);
    expect(backlog.length).toBe(0);
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
    const { side } = sent()[0]!.luggage!;
    expect(side!.bytes.length).toBeGreaterThan(5000);
    expect(side!.bytes.length).toBe(side!.bytes.buffer.byteLength);
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
    scheduler.dispatched(0, 100);
    scheduler.dispatched(1, 100);
    dispatcher.submitCall(job, SQUARE, [move(new Uint8Array(8))], undefined, 0);
    call('behind');
    expect(sent()).toEqual([]);
    scheduler.finished(1, 100);
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

describe('a chunk', () => {
  it('goes as one record', () => {
    addWorkers();
    dispatcher.submitChunk(job, SQUARE, TaskKind.Map, 10, ['a', 'b', 'c'], 0);
    expect(sent()).toMatchObject([{ kind: TaskKind.Map, count: 3 }]);
    expect([table.itemsOf(0), table.owedBy(0), table.nanosOf(0)]).toEqual([3, 3, 300]);
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
    expect(Buffer.from(payload).includes('before')).toBe(true);
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
    for (let record = 0; record < 2; record += 1) scheduler.dispatched(1, 50_000_000);
    dispatcher.submitEverywhere(job, SQUARE, ['x'], [0, 1]);
    call('from others');
    expect(transports.map((transport) => transport.sent.length)).toEqual([2, 0]);
    expect(targeted.length).toBe(1);
    scheduler.finished(1, 50_000_000);
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

describe('a pool that avoids its rings', () => {
  it('sends headers only: every value goes beside', () => {
    dispatcher = makeDispatcher(0);
    addWorkers();
    call(1);
    dispatcher.submitChunk(job, SQUARE, TaskKind.Map, 0, [1, 2], 0);
    expect(sent().map(({ kind }) => kind)).toEqual([TaskKind.Call | SIDE_MESSAGE, TaskKind.MapNumbers | SIDE_MESSAGE]);
    expect(transports.map(({ straightCalls }) => straightCalls)).toEqual([0, 0]);
  });
});

describe('a getter that submits work while a value is read', () => {
  function getter(run: () => void): object {
    return Object.defineProperty({}, 'a', { enumerable: true, get: () => (run(), 1) });
  }

  it('has it wait until the value is read', () => {
    addWorkers();
    const order: number[] = [];
    call(
      getter(() => {
        call('inner');
        order.push(sent().length);
      }),
    );
    expect(order).toEqual([0]);
    dispatcher.dispatch();
    expect(transports[0]!.sent.map(({ slot }) => slot)).toEqual([0, 1]);
  });

  it('reads both values right, however deep it goes', () => {
    const inner: Uint8Array[] = [];
    dispatcher.submitChunk(
      job,
      SQUARE,
      TaskKind.Map,
      0,
      [
        'outer before',
        getter(() => {
          dispatcher.submitChunk(
            job,
            SQUARE,
            TaskKind.Map,
            0,
            ['inner before', getter(() => call('innermost')), 'inner after'],
            0,
          );
        }),
        'outer after',
      ],
      0,
    );
    for (let record = backlog.peek(); record !== undefined; record = backlog.peek()) {
      inner.push(record.payload);
      backlog.shift();
    }
    const texts = inner.map((payload) => Buffer.from(payload).toString('latin1'));
    expect(texts[0]).toContain('innermost');
    expect(texts[1]).toMatch(/inner before.*inner after/s);
    expect(texts[2]).toMatch(/outer before.*outer after/s);
    expect(texts[2]).not.toContain('inner');
  });

  it('is known to be read', () => {
    const seen: boolean[] = [];
    call(getter(() => seen.push(dispatcher.isEncoding)));
    expect([...seen, dispatcher.isEncoding]).toEqual([true, false]);
  });

  it('may end what it submits: nothing of it is sent', () => {
    addWorkers();
    dispatcher.submitChunk(job, SQUARE, TaskKind.Map, 0, [getter(() => table.remove(0))], 0);
    expect([sent().length, backlog.length, table.open]).toEqual([0, 0, 0]);
  });

  it('goes on when it throws', () => {
    addWorkers();
    call(
      getter(() => {
        call('inner');
        throw new Error('getter');
      }),
    );
    expect(job.itemFailed).toHaveBeenCalledExactlyOnceWith(0, expect.objectContaining({ message: 'getter' }));
    call('next');
    expect(sent()).toHaveLength(2);
  });
});
