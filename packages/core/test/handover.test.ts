import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Backlog } from '../src/backlog.ts';
import { WorkerLostError } from '../src/errors.ts';
import { failRest, handOver } from '../src/handover.ts';
import { JobTable, UNASSIGNED } from '../src/job-table.ts';
import type { Luggage } from '../src/transport/luggage.ts';
import { TASK_HEADER_BYTES, TaskKind, taskSkip, taskSlot, writeTaskHeader } from '../src/transport/task-record.ts';
import type { WorkerHandle } from '../src/worker-handle.ts';
import { FakeJob } from './fake-job.ts';

const WORKER = 1;

/** A dead worker: how far it had started, and the records that can still be read from its ring. */
class DeadWorker {
  readonly index = WORKER;
  readonly holder = WORKER;
  readonly unreadable = new Set<number>();
  /** Places of the items that were running, of watched records, by position. */
  readonly running = new Map<number, number[]>();
  started: number;
  cause: unknown;
  isGivenUp = false;
  isDamaged = false;

  readonly control = {
    runsOf: (position: number) => (this.running.get(position) ?? []).map((item, lane) => ({ lane, item })),
  };

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

const done = vi.fn<(slot: number) => void>();

const lost = vi.fn<() => void>();

/** Slots of records that were told to end after the items that run. */
const stopped = new Set<number>();

let job: FakeJob;
let table: JobTable;
let backlog: Backlog;

/** A record of the worker that starts at `startPosition`. */
function sent(startPosition: number, items = 1): number {
  const slot = table.add(job, 0, 0, items);
  table.assign(slot, WORKER, startPosition, 0);
  return slot;
}

function bury(worker: DeadWorker, exitCode = 1, { retries = 0, concurrency = 1 } = {}): void {
  handOver(worker as unknown as WorkerHandle, exitCode, {
    table,
    backlog,
    retries,
    concurrency,
    wasStopped: (slot) => stopped.has(slot),
    lost,
    done: (slot) => {
      done(slot);
      table.remove(slot);
    },
  });
}

/** From which item on a record that waits is to run. */
function skipOf(slot: number): number | undefined {
  if (!backlog.slots().includes(slot)) return undefined;
  while (backlog.peek()!.slot !== slot) backlog.shift();
  return taskSkip(new DataView(backlog.peek()!.payload.buffer), 0);
}

function luggageThatMoves(): Luggage {
  return {
    side: { bytes: new Uint8Array(1), attachments: [], transferList: [new ArrayBuffer(1)] },
    shared: new Map(),
  };
}

beforeEach(() => {
  table = new JobTable();
  backlog = new Backlog();
  job = new FakeJob();
  lost.mockReset();
  stopped.clear();
  done.mockReset();
});

describe('the record that a dead worker was running', () => {
  it('is lost', () => {
    const slot = sent(0);
    bury(new DeadWorker(64), 3);
    expect(job.itemFailed).toHaveBeenCalledExactlyOnceWith(0, expect.any(WorkerLostError));
    expect(job.errors[0]).toMatchObject({ exitCode: 3, attempts: 1 });
    expect(done).toHaveBeenCalledExactlyOnceWith(slot);
    expect(backlog.length).toBe(0);
  });

  it('loses the one item that was running; the rest of the chunk runs elsewhere', () => {
    const slot = sent(0, 5);
    table.resultInTurn(slot);
    table.resultInTurn(slot);
    bury(new DeadWorker(64));
    expect(job.itemFailed).toHaveBeenCalledExactlyOnceWith(2, expect.any(WorkerLostError));
    expect(done).not.toHaveBeenCalled();
    const record = backlog.peek()!;
    const view = new DataView(record.payload.buffer);
    expect([record.slot, taskSlot(view, 0), taskSkip(view, 0)]).toEqual([slot, slot, 3]);
    expect(table.workerOf(slot)).toBe(UNASSIGNED);
  });

  it('is settled when the lost item was its last', () => {
    const slot = sent(0, 3);
    table.resultInTurn(slot);
    table.resultInTurn(slot);
    bury(new DeadWorker(64));
    expect(job.itemFailed).toHaveBeenCalledExactlyOnceWith(2, expect.any(WorkerLostError));
    expect(done).toHaveBeenCalledExactlyOnceWith(slot);
  });

  it('loses nothing when all its items have results: a damaged ring may have said more', () => {
    const slot = sent(0, 1);
    table.resultInTurn(slot);
    bury(new DeadWorker(64));
    expect(job.itemFailed).not.toHaveBeenCalled();
    expect(done).toHaveBeenCalledExactlyOnceWith(slot);
  });

  it('tells what killed the worker, where that is known', () => {
    sent(0);
    const worker = new DeadWorker(64);
    worker.cause = new Error('timer blew up');
    bury(worker);
    expect(job.errors[0]).toMatchObject({
      message: expect.stringContaining('timer blew up') as string,
      cause: worker.cause,
    });
  });

  it('names no cause when there is none', () => {
    sent(0);
    bury(new DeadWorker(64));
    expect(job.errors[0]).not.toHaveProperty('cause');
  });
});

describe('a record that a dead worker had not started', () => {
  it('runs elsewhere, whole', () => {
    const slot = sent(64, 5);
    bury(new DeadWorker(64));
    expect(job.itemFailed).not.toHaveBeenCalled();
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
    expect(job.itemFailed).toHaveBeenCalledTimes(1);
    expect(backlog.length).toBe(0);
  });

  it('is lost when it moves values, which are gone with the worker', () => {
    const slot = sent(64);
    table.setLuggage(slot, luggageThatMoves());
    bury(new DeadWorker(64));
    expect(job.itemFailed).toHaveBeenCalledExactlyOnceWith(0, expect.any(WorkerLostError));
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
    expect(job.failed).toEqual([0, 1, 2]);
    expect(new Set(job.errors).size).toBe(3);
    expect(done).toHaveBeenCalledExactlyOnceWith(slot);
  });
});

it('leaves what other workers hold, and what waits, alone', () => {
  const elsewhere = table.add(job, 0, 0, 1);
  table.assign(elsewhere, 0, 0, 0);
  const waiting = table.add(job, 0, 0, 1);
  bury(new DeadWorker(1000));
  expect(table.openSlots()).toEqual([elsewhere, waiting]);
  expect(job.itemFailed).not.toHaveBeenCalled();
});

describe('the items of a chunk whose worker had several open', () => {
  const manner = { concurrency: 3 };

  it('are lost where they were running; the others were done, or run elsewhere', () => {
    const slot = sent(0, 8);
    for (const place of [0, 2, 3]) table.resultAt(slot, place);
    const worker = new DeadWorker(64);
    worker.running.set(0, [1, 4, 5]);
    bury(worker, 1, manner);
    expect(job.failed.sort((a, b) => a - b)).toEqual([1, 4, 5]);
    expect(lost).toHaveBeenCalledTimes(3);
    expect(skipOf(slot)).toBe(6);
    expect(table.unsettledPlaces(slot)).toEqual([6, 7]);
  });

  it('were started up to the last result, though nothing tells which ran', () => {
    const slot = sent(0, 8);
    table.resultAt(slot, 3);
    bury(new DeadWorker(64), 1, manner);
    expect(job.failed.sort((a, b) => a - b)).toEqual([0, 1, 2]);
    expect(skipOf(slot)).toBe(4);
  });

  it('lost one at least, where nothing tells which ran', () => {
    const slot = sent(0, 8);
    bury(new DeadWorker(64), 1, manner);
    expect(job.failed).toEqual([0]);
    expect(skipOf(slot)).toBe(1);
  });
});

describe('an item that may be tried again', () => {
  it('is not lost: its record runs elsewhere from it on', () => {
    const slot = sent(0, 5);
    table.resultInTurn(slot);
    bury(new DeadWorker(64), 1, { retries: 1 });
    expect(job.itemFailed).not.toHaveBeenCalled();
    expect(lost).not.toHaveBeenCalled();
    expect(skipOf(slot)).toBe(1);
    expect([table.nextPlace(slot), table.owedBy(slot)]).toEqual([1, 4]);
  });

  it('is lost after its last attempt, and the error tells how many there were', () => {
    const slot = sent(0, 2);
    for (let life = 0; life < 3; life += 1) {
      expect(job.itemFailed).not.toHaveBeenCalled();
      table.assign(slot, WORKER, 0, 0);
      bury(new DeadWorker(64), 1, { retries: 2 });
    }
    expect(job.failed).toEqual([0]);
    expect(job.errors[0]).toMatchObject({ attempts: 3 });
    expect(skipOf(slot)).toBe(1);
  });

  it('is not one that a timeout settled', () => {
    const slot = sent(0, 3);
    table.settle(slot, 0);
    bury(new DeadWorker(64), 1, { retries: 5 });
    expect(job.itemFailed).not.toHaveBeenCalled();
    expect(skipOf(slot)).toBe(1);
  });

  it('is not one that moves values', () => {
    const slot = sent(0);
    table.setLuggage(slot, luggageThatMoves());
    bury(new DeadWorker(64), 1, { retries: 5 });
    expect(job.failed).toEqual([0]);
    expect(done).toHaveBeenCalledExactlyOnceWith(slot);
  });

  it('is each of those that ran at once; one of them alone may be lost', () => {
    const slot = sent(0, 6);
    table.countAttempt(slot, 2);
    const worker = new DeadWorker(64);
    worker.running.set(0, [0, 1, 2]);
    bury(worker, 1, { retries: 1, concurrency: 3 });
    expect(job.failed).toEqual([2]);
    expect(skipOf(slot)).toBe(0);
    expect(table.unsettledPlaces(slot)).toEqual([0, 1, 3, 4, 5]);
  });
});

describe('a record of a thread that cannot be stopped', () => {
  it('counts as started, all its items, wherever it stands', () => {
    sent(0, 2);
    const slot = sent(640, 3);
    const worker = new DeadWorker(64);
    worker.isGivenUp = true;
    worker.cause = new Error('over its time');
    bury(worker, -1, { retries: 5 });
    expect(job.itemFailed).toHaveBeenCalledTimes(5);
    expect(lost).toHaveBeenCalledTimes(5);
    expect(job.errors[0]).toMatchObject({
      message: expect.stringMatching(/could not be stopped.*: over its time/) as string,
      exitCode: undefined,
    });
    expect(done).toHaveBeenLastCalledWith(slot);
    expect(backlog.length).toBe(0);
  });
});

describe('a record in a damaged ring', () => {
  it('is lost, all its items, when it was started', () => {
    sent(0, 3);
    const worker = new DeadWorker(64);
    worker.isDamaged = true;
    bury(worker, 1, { retries: 5 });
    expect(job.failed.sort((a, b) => a - b)).toEqual([0, 1, 2]);
    expect(backlog.length).toBe(0);
  });
});

describe('a record that only the dead worker was to run', () => {
  it('is lost, whether it was started or not', () => {
    const started = sent(0);
    const waiting = sent(64);
    table.setTarget(started, WORKER);
    table.setTarget(waiting, WORKER);
    bury(new DeadWorker(64), 9);
    expect(job.itemFailed).toHaveBeenCalledTimes(2);
    expect(job.errors).toEqual([expect.any(WorkerLostError), expect.any(WorkerLostError)]);
    expect(done.mock.calls).toEqual([[started], [waiting]]);
    expect(backlog.length).toBe(0);
  });
});

describe('a record that nobody wants any more', () => {
  it('is done, and tells its job nothing', () => {
    const slot = sent(0, 5);
    table.settleAll(slot);
    bury(new DeadWorker(64));
    expect(job.itemFailed).not.toHaveBeenCalled();
    expect(lost).not.toHaveBeenCalled();
    expect(done).toHaveBeenCalledExactlyOnceWith(slot);
    expect(backlog.length).toBe(0);
  });
});

describe('a record that was told to end', () => {
  it('is not handed on, and not tried again: nobody wants the rest of it', () => {
    const started = sent(0, 5);
    const waiting = sent(64, 5);
    for (const slot of [started, waiting]) stopped.add(slot);
    bury(new DeadWorker(64), 1, { retries: 5 });
    expect(done.mock.calls).toEqual([[started], [waiting]]);
    expect([backlog.length, table.open]).toEqual([0, 0]);
  });
});

describe('the items that are counted as lost', () => {
  it('are one for each that was running', () => {
    sent(0, 3);
    bury(new DeadWorker(64));
    expect(lost).toHaveBeenCalledTimes(1);
  });

  it('are also those that were not started and cannot be had again', () => {
    const moved = sent(64, 1);
    table.setLuggage(moved, luggageThatMoves());
    const bound = sent(128, 1);
    table.setTarget(bound, WORKER);
    bury(new DeadWorker(64));
    expect(job.itemFailed).toHaveBeenCalledTimes(2);
    expect(lost).toHaveBeenCalledTimes(2);
  });
});

it('fails what is left of a record with a fresh error for each item', () => {
  const slot = table.add(job, 0, 10, 4);
  table.resultInTurn(slot);
  table.settle(slot, 2);
  failRest(table, slot, () => new Error('over'));
  expect(job.failed).toEqual([11, 13]);
  expect(new Set(job.errors).size).toBe(2);
  expect(table.unsettledOf(slot)).toBe(0);
});

it('finds the end of what was started in a chunk of any length', () => {
  const items = 300_000;
  const slot = sent(0, items);
  for (let place = 1; place < items - 1; place += 1) table.resultAt(slot, place);
  bury(new DeadWorker(64), 1, { concurrency: 2 });
  expect(job.failed).toEqual([0]);
  expect(skipOf(slot)).toBe(items - 1);
});
