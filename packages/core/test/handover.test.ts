import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Backlog } from '../src/backlog.ts';
import { WorkerLostError } from '../src/errors.ts';
import { failRest, handOver } from '../src/handover.ts';
import { type Job, JobTable, UNASSIGNED } from '../src/job-table.ts';
import type { Luggage } from '../src/transport/luggage.ts';
import { TASK_HEADER_BYTES, TaskKind, taskSkip, taskSlot, writeTaskHeader } from '../src/transport/task-record.ts';
import type { WorkerHandle } from '../src/worker-handle.ts';

const WORKER = 1;

/** A dead worker: how far it had started, and the records that can still be read from its ring. */
class DeadWorker {
  readonly index = WORKER;
  readonly unreadable = new Set<number>();
  started: number;
  cause: unknown;

  readonly transport = {
    getStarted: (): number => this.started,
    get started(): number {
      return this.getStarted();
    },
    copyTask: (slot: number): Uint8Array | undefined => {
      if (this.unreadable.has(slot)) return undefined;
      const payload = new Uint8Array(TASK_HEADER_BYTES);
      writeTaskHeader(new DataView(payload.buffer), 0, TaskKind.Map, 5, slot, 0);
      return payload;
    },
  };

  constructor(started: number) {
    this.started = started;
  }
}

const itemDone = vi.fn<Job['itemDone']>();
const itemFailed = vi.fn<Job['itemFailed']>();
const job: Job = { itemDone, itemFailed };
const done = vi.fn<(slot: number) => void>();

let table: JobTable;
let backlog: Backlog;

/** A record of the worker that starts at `startPosition`. */
function sent(startPosition: number, items = 1): number {
  const slot = table.add(job, 0, 0, items);
  table.assign(slot, WORKER, startPosition, 0);
  return slot;
}

function bury(worker: DeadWorker, exitCode = 1): void {
  handOver(worker as unknown as WorkerHandle, exitCode, table, backlog, (slot) => {
    done(slot);
    table.remove(slot);
  });
}

beforeEach(() => {
  table = new JobTable();
  backlog = new Backlog();
  itemDone.mockReset();
  itemFailed.mockReset();
  done.mockReset();
});

describe('the record that a dead worker was running', () => {
  it('is lost', () => {
    const slot = sent(0);
    bury(new DeadWorker(64), 3);
    expect(itemFailed).toHaveBeenCalledExactlyOnceWith(0, expect.any(WorkerLostError));
    expect(itemFailed.mock.calls[0]![1]).toMatchObject({ exitCode: 3, attempts: 1 });
    expect(done).toHaveBeenCalledExactlyOnceWith(slot);
    expect(backlog.length).toBe(0);
  });

  it('loses the one item that was running; the rest of the chunk runs elsewhere', () => {
    const slot = sent(0, 5);
    table.finishItem(slot);
    table.finishItem(slot);
    bury(new DeadWorker(64));
    expect(itemFailed).toHaveBeenCalledExactlyOnceWith(2, expect.any(WorkerLostError));
    expect(done).not.toHaveBeenCalled();
    const record = backlog.peek()!;
    const view = new DataView(record.payload.buffer);
    expect([record.slot, taskSlot(view, 0), taskSkip(view, 0)]).toEqual([slot, slot, 3]);
    expect(table.workerOf(slot)).toBe(UNASSIGNED);
  });

  it('is settled when the lost item was its last', () => {
    const slot = sent(0, 3);
    table.finishItem(slot);
    table.finishItem(slot);
    bury(new DeadWorker(64));
    expect(itemFailed).toHaveBeenCalledExactlyOnceWith(2, expect.any(WorkerLostError));
    expect(done).toHaveBeenCalledExactlyOnceWith(slot);
  });

  it('loses nothing when all its items have results: a damaged ring may have said more', () => {
    const slot = sent(0, 1);
    table.finishItem(slot);
    bury(new DeadWorker(64));
    expect(itemFailed).not.toHaveBeenCalled();
    expect(done).toHaveBeenCalledExactlyOnceWith(slot);
  });

  it('tells what killed the worker, where that is known', () => {
    sent(0);
    const worker = new DeadWorker(64);
    worker.cause = new Error('timer blew up');
    bury(worker);
    expect(itemFailed.mock.calls[0]![1]).toMatchObject({
      message: expect.stringContaining('timer blew up') as string,
      cause: worker.cause,
    });
  });

  it('names no cause when there is none', () => {
    sent(0);
    bury(new DeadWorker(64));
    expect(itemFailed.mock.calls[0]![1]).not.toHaveProperty('cause');
  });
});

describe('a record that a dead worker had not started', () => {
  it('runs elsewhere, whole', () => {
    const slot = sent(64, 5);
    bury(new DeadWorker(64));
    expect(itemFailed).not.toHaveBeenCalled();
    expect(backlog.slots()).toEqual([slot]);
    expect(taskSkip(new DataView(backlog.peek()!.payload.buffer), 0)).toBe(0);
  });

  it('comes before what waits already, in its old order', () => {
    backlog.push({ slot: 99, payload: new Uint8Array(TASK_HEADER_BYTES), needsIdleWorker: false });
    const last = sent(192);
    const first = sent(64);
    const middle = sent(128);
    bury(new DeadWorker(64));
    expect(backlog.slots()).toEqual([first, middle, last, 99]);
  });

  it('keeps its order where positions pass 2³¹', () => {
    const late = sent(-2_147_483_648);
    const early = sent(2_147_483_584);
    bury(new DeadWorker(2_147_483_584));
    expect(backlog.slots()).toEqual([early, late]);
  });

  it('was started when the worker’s position has passed 2³¹ and its own has not', () => {
    sent(2_147_483_584);
    bury(new DeadWorker(-2_147_483_648));
    expect(itemFailed).toHaveBeenCalledTimes(1);
    expect(backlog.length).toBe(0);
  });

  it('is lost when it moves values, which are gone with the worker', () => {
    const slot = sent(64);
    const luggage: Luggage = {
      side: { bytes: new Uint8Array(1), attachments: [], transferList: [new ArrayBuffer(1)] },
      shared: new Map(),
    };
    table.setLuggage(slot, luggage);
    bury(new DeadWorker(64));
    expect(itemFailed).toHaveBeenCalledExactlyOnceWith(0, expect.any(WorkerLostError));
    expect(done).toHaveBeenCalledExactlyOnceWith(slot);
  });

  it('runs elsewhere with luggage that does not move', () => {
    const slot = sent(64);
    const luggage: Luggage = {
      side: { bytes: new Uint8Array(1), attachments: [], transferList: [] },
      shared: new Map(),
    };
    table.setLuggage(slot, luggage);
    bury(new DeadWorker(64));
    expect(backlog.slots()).toEqual([slot]);
    expect(table.luggageOf(slot)).toBe(luggage);
  });

  it('is lost, all its items, when the ring is damaged where it stands', () => {
    const slot = sent(64, 3);
    const worker = new DeadWorker(64);
    worker.unreadable.add(slot);
    bury(worker);
    expect(itemFailed.mock.calls.map(([index]) => index)).toEqual([0, 1, 2]);
    expect(new Set(itemFailed.mock.calls.map(([, error]) => error)).size).toBe(3);
    expect(done).toHaveBeenCalledExactlyOnceWith(slot);
  });
});

it('leaves what other workers hold, and what waits, alone', () => {
  const elsewhere = table.add(job, 0, 0, 1);
  table.assign(elsewhere, 0, 0, 0);
  const waiting = table.add(job, 0, 0, 1);
  bury(new DeadWorker(1000));
  expect(table.openSlots()).toEqual([elsewhere, waiting]);
  expect(itemFailed).not.toHaveBeenCalled();
});

it('fails what is left of a record with a fresh error for each item', () => {
  const slot = table.add(job, 0, 10, 4);
  table.finishItem(slot);
  failRest(table, slot, () => new Error('over'), done);
  expect(itemFailed.mock.calls.map(([index]) => index)).toEqual([11, 12, 13]);
  expect(new Set(itemFailed.mock.calls.map(([, error]) => error)).size).toBe(3);
  expect(done).toHaveBeenCalledExactlyOnceWith(slot);
});
