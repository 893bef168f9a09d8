import { beforeEach, describe, expect, it } from 'vitest';
import { WorkerLostError } from '../src/errors.ts';
import { failRest } from '../src/handover.ts';
import {
  DeadWorker,
  WORKER,
  backlog,
  bury,
  done,
  job,
  lost,
  luggageThatMoves,
  sent,
  startAfresh,
  stopped,
  table,
} from './dead-worker.ts';

beforeEach(startAfresh);

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
