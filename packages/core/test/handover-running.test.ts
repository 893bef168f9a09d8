import { beforeEach, describe, expect, it } from 'vitest';
import { WorkerLostError } from '../src/errors.ts';
import { UNASSIGNED } from '../src/job-table.ts';
import { taskSkip, taskSlot } from '../src/transport/task-record.ts';
import { backlog, bury, DeadWorker, done, job, lost, sent, skipOf, startAfresh, table, viewOf } from './dead-worker.ts';

beforeEach(startAfresh);

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
    const view = viewOf(record);
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

it('finds the end of what was started in a chunk of any length', () => {
  const items = 300_000;
  const slot = sent(0, items);
  for (let place = 1; place < items - 1; place += 1) table.resultAt(slot, place);
  bury(new DeadWorker(64), 1, { concurrency: 2 });
  expect(job.failed).toEqual([0]);
  expect(skipOf(slot)).toBe(items - 1);
});
